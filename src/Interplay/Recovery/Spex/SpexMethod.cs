using System.Globalization;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Exact;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Spex;

/// <summary>
/// SPEX (Kang et al., Learning to Understand: Identifying Interactions via the Spectral Explainer, arXiv 2502.13870): sparse interactions of high
/// order from structured masks, in time polynomial in the number of parts. Departures from the paper, each for recovery from fewer masks: groups of
/// different sizes that fill the budget and share their delays, significance tests on all rows, a joint fit in every round and screening where
/// decoding stalls.
/// </summary>
public sealed class SpexMethod : IRecoveryMethod
{
    private readonly SpexOptions _options;

    /// <summary>Creates the method.</summary>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    public SpexMethod(SpexOptions? options = null) =>
        _options = (options ?? new SpexOptions()).Validated();

    /// <inheritdoc/>
    public string Name => "spex";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => false;

    /// <inheritdoc/>
    /// <remarks>A budget that reaches all 2^n masks buys them all, and recovery is the exact transform.</remarks>
    /// <exception cref="InterplayException"><c>order-out-of-range</c> or <c>code-too-long</c>; or the request is invalid.</exception>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SpexPlanner.Plan(Name, request.Validated(), _options);
    }

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>masks-not-coded</c>: the masks are not those SPEX plans for the request; <c>values-mismatched</c>.</exception>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (CoversAllMasks(plan.Masks))
        {
            return new ExactMethod().Recover(plan, values, progress, cancellationToken) with
            {
                Method = Name,
            };
        }

        var outputs = new PerOutput(plan, values);
        CodedDesign design = DesignOf(plan);
        BitColumns parts = plan.Masks.Columns;
        var rounds = new int[outputs.Count];
        RecoveryResult result = outputs.Recover(
            Name,
            (output, report) =>
            {
                var solver = new SpexSolver(design, parts, output.Raw, _options);
                List<PartSet> sets = solver.Solve(report, cancellationToken);
                rounds[output.Number] = solver.Rounds;
                return ClosingRegression.Run(
                    plan.PartCount,
                    design.MaxOrder,
                    parts,
                    sets,
                    output.Raw
                );
            },
            progress,
            cancellationToken,
            sideBySide: true
        );
        return result with
        {
            Notes =
            [
                .. SpexPlanner.Describe(design, plan.Masks.RowCount),
                .. result.Outputs.Select(
                    (output, number) =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"Output {number}: {output.Spectrum.Terms.Count - 1} terms after {rounds[number]} rounds, {(output.Spectrum.Terms.Count - 1.0) / design.Bins[0]:F2} a bin of the largest group; residual deviation {output.ResidualDeviation:G4}."
                        )
                ),
            ],
        };
    }

    private static bool CoversAllMasks(MaskMatrix masks) =>
        masks.PartCount <= ExhaustiveDesign.MaxParts
        && masks.RowCount == 1 << masks.PartCount
        && MaskIndex.Over(masks).Count == masks.RowCount;

    /// <summary>The design of the plan; for a plan that lost it (a table read from a file) the design planned again, moved to where its masks are.</summary>
    private CodedDesign DesignOf(MaskPlan plan)
    {
        if (plan.Design is CodedDesign own)
        {
            return own;
        }

        MaskPlan again = Plan(plan.Request);
        (int[] moved, int missing) = PlannedRows.Find(again.Masks, plan.Masks);
        if (missing > 0 || again.Design is not CodedDesign design)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "masks-not-coded",
                $"SPEX needs the masks of its own plan; {missing} of the {moved.Length} that it plans for {plan.PartCount} parts, budget {plan.Request.Budget}, {plan.Request.HeldOut} held out and seed {plan.Request.Seed} are not in the table. Plan with method spex, evaluate those masks and recover with the same parts, budget, order, held-out count and seed; or recover with a method that takes any masks."
            );
        }

        return design.MovedTo(moved);
    }
}

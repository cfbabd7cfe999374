using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The parts one by one by least squares, and no interactions: what a run that is told to stop makes of its ablations when there is no time for more. Its
/// work is bounded: of many parts it takes those that stand out alone.
/// </summary>
internal sealed class SinglesMethod : IRecoveryMethod
{
    private const int MostTerms = 256;
    private const int MasksPerTerm = 4;

    /// <inheritdoc/>
    public string Name => "singles";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return UniformPlan.Of(request.Validated(), Name, MasksPerTerm, "one term needs four masks");
    }

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        BitColumns columns = plan.Masks.Columns;
        int most = Math.Min(
            plan.PartCount,
            Math.Min(MostTerms, plan.Masks.RowCount / MasksPerTerm)
        );
        return new PerOutput(plan, values).Recover(
            Name,
            (output, _) => Fit(plan.PartCount, columns, output, most),
            progress,
            cancellationToken
        );
    }

    private static OutputRecovery Fit(
        int partCount,
        BitColumns columns,
        OutputWork output,
        int most
    )
    {
        double[] centred = output.Standardised.Values;
        IEnumerable<int> strongest = Enumerable
            .Range(0, partCount)
            .OrderByDescending(part => Math.Abs(SignedSums.Sum(columns.Column(part), centred)))
            .Take(most);
        RidgeFit fit = RidgeFit.LeastSquares(
            columns,
            [.. strongest.Order().Select(static part => PartSet.Of(part))],
            output.Raw
        );
        return new OutputRecovery
        {
            Spectrum = new Spectrum(partCount, fit.Terms),
            ResidualDeviation = fit.ResidualDeviation,
        };
    }
}

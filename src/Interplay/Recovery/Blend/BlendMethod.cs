using System.Globalization;
using System.Numerics.Tensors;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.ProxySpex;
using Interplay.Recovery.WalshBayes;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.Blend;

/// <summary>
/// The default: WalshBayes at several spreads, and ProxySPEX whose pools of terms include those of WalshBayes, blended by weights from
/// cross-validation. All members are spectra, so the blend is one.
/// </summary>
public sealed class BlendMethod : IRecoveryMethod
{
    /// <summary>Most masks the blend learns from.</summary>
    public const int MostMasks = 12_000;

    /// <summary>512-bit words that looking for spikes among all sets of one order may read.</summary>
    internal const double ScreenWork = SpikeSearch.ScreenWork;

    private const ulong FoldStream = 3;
    private const int FoldCount = 5;

    /// <summary>Up to this many masks the spreads below are tried; beyond, one fit says as much.</summary>
    private const int SeveralSpreadsUpTo = 400;

    private const double WalshBayesWeight = 0.7;
    private const double ProxyWeight = 0.2;
    private const double LassoWeight = 0.2;

    /// <summary>Most terms of the refitted member.</summary>
    private const int MostRefitted = 300;

    private const double ErrorWidening = 1.2;
    private const double ErrorWideningWithFew = 1.4;

    private static readonly (double Spread, double Weight)[] Spreads =
    [
        (1.5, 0.5),
        (0.6, 0.25),
        (3, 0.25),
    ];

    private readonly BlendOptions _options;

    /// <summary>Creates the method.</summary>
    /// <param name="options">How; null takes the defaults.</param>
    public BlendMethod(BlendOptions? options = null) =>
        _options = (options ?? new BlendOptions()).Validated();

    /// <inheritdoc/>
    public string Name => "blend";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) =>
        UniformPlan.Of(
            request,
            Name,
            2 * FoldCount,
            $"{FoldCount}-fold cross-validation needs at least two masks a fold"
        );

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    ) => Recover(plan, values, null, progress, cancellationToken);

    /// <summary>The same with sets that another search found for each output: they are looked at as spikes.</summary>
    internal RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IReadOnlyList<PartSet>[]? proposed,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var outputs = new PerOutput(plan, values);
        int rows = plan.Masks.RowCount;
        if (rows < 2 * FoldCount)
        {
            throw new BudgetTooSmallException(
                rows,
                2 * FoldCount,
                $"{FoldCount}-fold cross-validation needs two masks a fold"
            );
        }

        WalshBayesMethod.RequireAffordable(rows, MostMasks, "The blend");
        ulong seed = plan.Request.Seed;
        int maxOrder = plan.Request.MaxOrder ?? int.MaxValue;
        MaskFolds folds = MaskFolds.Split(
            plan.Masks,
            FoldCount,
            new SeededRandom(seed, FoldStream)
        );
        OutputWork[] varying = outputs.Varying;
        float[][] y = [.. varying.Select(static output => output.Standardised.Single())];
        int spreads =
            varying.Length == 0 ? 0
            : rows <= SeveralSpreadsUpTo ? Spreads.Length
            : 1;
        var members = new List<WalshBayesFolds>();
        try
        {
            foreach ((double spread, _) in Spreads.Take(spreads))
            {
                var settings = new WalshBayesSettings
                {
                    Spread = spread,
                    Ordered = plan.Request.PartsAreOrdered,
                    MaxOrder = Math.Min(SpikeSearch.MostOrder, maxOrder),
                    Proposed = proposed is null
                        ? null
                        : [.. varying.Select(output => proposed[output.Number])],
                };
                members.Add(
                    WalshBayesFolds.Run(
                        plan.Masks,
                        y,
                        folds,
                        settings,
                        maxOrder,
                        seed,
                        cancellationToken
                    )
                );
                progress?.Report(0.7 * members.Count / Spreads.Length);
            }

            RecoveryResult result = outputs.Recover(
                Name,
                (output, _) =>
                    output.IsConstant
                        ? output.Standardised.ConstantRecovery(plan.PartCount)
                        : Blend(
                            plan,
                            output,
                            folds,
                            members,
                            Array.IndexOf(varying, output),
                            maxOrder,
                            cancellationToken
                        ),
                ProgressPart.Of(progress, 0.7, 0.3),
                cancellationToken
            );
            return result with
            {
                Notes =
                [
                    .. outputs
                        .All.Except(varying)
                        .Select(output => outputs.Label(output, StandardisedValues.ConstantNote)),
                    .. result.Notes,
                ],
            };
        }
        finally
        {
            members.ForEach(static member => member.Dispose());
        }
    }

    private OutputRecovery Blend(
        MaskPlan plan,
        OutputWork output,
        MaskFolds folds,
        List<WalshBayesFolds> members,
        int index,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        StandardisedValues values = output.Standardised;
        BlendMember[] blended =
        [
            .. members.Select((member, i) => OfWalshBayes(i, members.Count, member, index)),
            OfProxySpex(members[0], index, output, folds, maxOrder, cancellationToken),
            .. OfLasso(
                LassoWeight * (1 - Richness(plan)),
                values,
                folds,
                maxOrder,
                cancellationToken
            ),
        ];
        int[] judges = members[0].Judges;
        double[] judged = Judged(values.Values);
        double[][] predictions = [.. blended.Select(member => Judged(member.OutOfFold))];
        double total = blended.Sum(static member => member.Centre);
        double[] weights = BlendWeights.Fit(
            predictions,
            judged,
            [.. blended.Select(member => member.Centre / total)]
        );
        var sums = new Dictionary<PartSet, double>();
        var squares = new Dictionary<PartSet, double>();
        for (int member = 0; member < blended.Length; member++)
        {
            if (weights[member] == 0)
            {
                continue;
            }

            foreach (
                (PartSet parts, double coefficient) in blended[member].Terms(cancellationToken)
            )
            {
                sums[parts] = sums.GetValueOrDefault(parts) + weights[member] * coefficient;
                squares[parts] =
                    squares.GetValueOrDefault(parts) + weights[member] * coefficient * coefficient;
            }
        }

        double[] residuals = [.. values.Values];
        for (int member = 0; member < blended.Length; member++)
        {
            TensorPrimitives.MultiplyAdd(
                blended[member].OutOfFold,
                -weights[member],
                residuals,
                residuals
            );
        }

        double[] honest = Judged(residuals);
        OutputModel model = members[0].All.Outputs[index];
        (PartSet Parts, double Coefficient)[] terms =
        [
            .. sums.Where(static term => term.Key.Order > 0 && term.Value != 0)
                .OrderByDescending(static term => Math.Abs(term.Value))
                .ThenBy(static term => term.Key)
                .Take(_options.MaxTerms)
                .Select(static term => (term.Key, term.Value)),
            (PartSet.Empty, sums.GetValueOrDefault(PartSet.Empty)),
        ];
        double widening = Richness(plan) <= 0.5 ? ErrorWideningWithFew : ErrorWidening;
        double[] errors = model.Deviations([.. terms.Select(static term => term.Parts)]);
        double excess = Math.Max(0, weights.Sum() - 1);
        double ofMean = honest.Average(static residual => residual * residual) / judged.Length;
        for (int i = 0; i < terms.Length; i++)
        {
            (PartSet parts, double mean) = terms[i];
            // A term that one member has and the others do not is as unsure as they disagree, where the weights sum to less than 1 the rest says zero; but
            // the members were weighted together, so that it is no less sure than a mean over the masks.
            double apart =
                parts.Order == 0
                    ? 0
                    : Math.Clamp(squares[parts] - mean * mean + excess * mean * mean, 0, ofMean);
            errors[i] = Math.Sqrt(widening * widening * errors[i] * errors[i] + apart);
        }

        output.Notes.Add(
            $"Blend: {string.Join(", ", blended.Select((member, i) => string.Create(CultureInfo.InvariantCulture, $"{member.Name} {weights[i]:0.00}")))}."
        );
        return new OutputRecovery
        {
            Spectrum = new Spectrum(
                plan.PartCount,
                terms.Select(
                    (term, i) =>
                        new SpectrumTerm(
                            term.Parts,
                            (term.Parts.Order == 0 ? values.Mean : 0)
                                + term.Coefficient * values.Deviation,
                            errors[i] * values.Deviation
                        )
                )
            ),
            CrossValidatedR2 = Faithfulness.OfResiduals(honest, judged).R2,
            OutOfFoldResiduals = values.InUnit(residuals),
            ResidualDeviation =
                values.Deviation
                * Math.Sqrt(honest.Average(static residual => residual * residual)),
        };

        double[] Judged(double[] all) => [.. judges.Select(row => all[row])];
    }

    /// <summary>The number of masks as a multiple of n log2 n.</summary>
    private static double Richness(MaskPlan plan) =>
        plan.Masks.RowCount / (plan.PartCount * Math.Log2(plan.PartCount));

    private static BlendMember OfWalshBayes(
        int number,
        int count,
        WalshBayesFolds fit,
        int output
    ) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"WalshBayes (tau {Spreads[number].Spread}, {fit.All.Outputs[output].Spikes.Count} spikes, cross-validated R2 {1 - fit.Error(output):0.000})"
            ),
            WalshBayesWeight
                * Spreads[number].Weight
                / Spreads.Take(count).Sum(static spread => spread.Weight),
            fit.Predictions[output],
            _ => fit.AllTerms(output)
        );

    private static BlendMember OfProxySpex(
        WalshBayesFolds fit,
        int index,
        OutputWork output,
        MaskFolds folds,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        StandardisedValues values = output.Standardised;
        IProxy[] proxies =
        [
            .. ProxySpexMethod.ProxiesOf(ProxySpexOptions.Default),
            new WalshBayesProxy(fit, index),
        ];
        SupportChoice choice = new OutputFit(folds, proxies, MostRefitted, maxOrder).Choose(
            values.Values,
            output.Notes,
            cancellationToken
        );
        return new BlendMember(
            "ProxySPEX",
            ProxyWeight,
            [.. values.Values.Zip(choice.OutOfFold(), static (value, left) => value - left)],
            token =>
                choice
                    .Refit(values.Values, token)
                    .Terms.Select(static term => (term.Parts, term.Coefficient))
        );
    }

    /// <summary>The lasso over the parts alone: with few masks its bias towards nothing is worth more than any interaction, with n log2 n it has nothing to add.</summary>
    private static IEnumerable<BlendMember> OfLasso(
        double weight,
        StandardisedValues values,
        MaskFolds folds,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        var data = new FoldedValues(folds, values.Values);
        if (
            weight <= 0
            || new LassoProxy(1).Study(data, out _, cancellationToken) is not LassoStudy study
        )
        {
            return [];
        }

        return
        [
            new BlendMember(
                "lasso",
                weight,
                study.OutOfFold(),
                token =>
                    study.Final(token) is not { } lasso
                        ? []
                        : lasso
                            .Terms.Zip(lasso.Coefficients)
                            .Append((PartSet.Empty, lasso.Constant))
            ),
        ];
    }
}

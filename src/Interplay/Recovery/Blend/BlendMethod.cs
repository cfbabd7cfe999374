using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.ProxySpex;
using Interplay.Recovery.WalshBayes;

namespace Interplay.Recovery.Blend;

/// <summary>
/// The default: WalshBayes at several spreads, and ProxySPEX whose pools of terms include those of WalshBayes, blended by weights from
/// cross-validation. All members are spectra, so the blend is one.
/// </summary>
public sealed class BlendMethod : IRecoveryMethod
{
    /// <summary>Most masks the blend learns from: those that WalshBayes takes.</summary>
    public const int MostMasks = WalshBayesMethod.MostMasks;

    private const ulong FoldStream = 3;
    private const int FoldCount = 5;

    /// <summary>Up to this many masks the spreads below are tried; beyond, one fit says as much.</summary>
    private const int SeveralSpreadsUpTo = 400;

    /// <summary>Most terms of the refitted member.</summary>
    private const int MostRefitted = 300;

    private const double ErrorWidening = 1.2;
    private const double ErrorWideningWithFew = 1.4;

    private static readonly (double Spread, double Weight)[] Spreads =
    [
        (1.5, 0.4),
        (0.6, 0.2),
        (3, 0.2),
    ];

    private readonly BlendOptions _options;

    /// <summary>Creates the method.</summary>
    /// <param name="options">How; null takes the defaults.</param>
    public BlendMethod(BlendOptions? options = null) =>
        _options = (options ?? new BlendOptions()).Validated();

    /// <inheritdoc/>
    public string Name => "blend";

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
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        int outputs = OutputValues.Count(plan.Masks, values);
        int rows = plan.Masks.RowCount;
        if (rows < 2 * FoldCount)
        {
            throw new BudgetTooSmallException(
                rows,
                2 * FoldCount,
                $"{FoldCount}-fold cross-validation needs two masks a fold"
            );
        }

        WalshBayesMethod.RequireAffordable(rows);
        StandardisedValues[] standard =
        [
            .. Enumerable.Range(0, outputs).Select(StandardisedValues.Of(values, outputs)),
        ];
        ulong seed = plan.Request.Seed;
        int maxOrder = plan.Request.MaxOrder ?? int.MaxValue;
        MaskFolds folds = MaskFolds.Split(
            plan.Masks,
            FoldCount,
            new SeededRandom(seed, FoldStream)
        );
        int[] varying =
        [
            .. Enumerable.Range(0, outputs).Where(output => standard[output].Deviation > 0),
        ];
        float[][] y = [.. varying.Select(output => standard[output].Single())];
        var results = new OutputRecovery[outputs];
        var notes = new List<string>();
        foreach (int output in Enumerable.Range(0, outputs).Except(varying))
        {
            results[output] = standard[output].ConstantRecovery(plan.PartCount);
            notes.Add(
                Labelled("every value is the same: the spectrum is a constant.", output, outputs)
            );
        }

        if (varying.Length > 0)
        {
            var members = new List<WalshBayesFolds>();
            try
            {
                foreach (
                    (double spread, _) in Spreads.Take(
                        rows <= SeveralSpreadsUpTo ? Spreads.Length : 1
                    )
                )
                {
                    var settings = new WalshBayesSettings
                    {
                        Spread = spread,
                        Ordered = _options.Ordered,
                        MaxOrder = Math.Min(WalshBayesSettings.MostSearchedOrder, maxOrder),
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

                for (int i = 0; i < varying.Length; i++)
                {
                    int output = varying[i];
                    var said = new List<string>();
                    results[output] = Blend(
                        plan,
                        standard[output],
                        folds,
                        members,
                        i,
                        maxOrder,
                        said,
                        cancellationToken
                    );
                    notes.AddRange(said.Select(note => Labelled(note, output, outputs)));
                    progress?.Report(0.7 + 0.3 * (i + 1) / varying.Length);
                }
            }
            finally
            {
                members.ForEach(static member => member.Dispose());
            }
        }

        return new RecoveryResult
        {
            Method = Name,
            Outputs = results,
            Notes = notes,
        };
    }

    private static string Labelled(string note, int output, int outputs) =>
        outputs == 1 ? note : $"Output {output}: {note}";

    private OutputRecovery Blend(
        MaskPlan plan,
        StandardisedValues values,
        MaskFolds folds,
        List<WalshBayesFolds> members,
        int index,
        int maxOrder,
        List<string> notes,
        CancellationToken cancellationToken
    )
    {
        IProxy[] proxies =
        [
            .. ProxySpexMethod.ProxiesOf(ProxySpexOptions.Default),
            new WalshBayesProxy(members[0], index),
        ];
        SupportChoice choice = new OutputFit(folds, proxies, MostRefitted, maxOrder).Choose(
            values.Values,
            notes,
            cancellationToken
        );
        List<double[]> predictions = [.. members.Select(member => member.Predictions[index])];
        predictions.Add([
            .. values.Values.Zip(choice.OutOfFold(), static (value, residual) => value - residual),
        ]);
        double[] centre =
        [
            .. Spreads.Take(members.Count).Select(static spread => spread.Weight),
            0.2,
        ];
        double total = centre.Sum();
        double[] weights = BlendWeights.Fit(
            predictions,
            values.Values,
            [.. centre.Select(weight => weight / total)]
        );

        var sums = new Dictionary<PartSet, double>();
        for (int member = 0; member < members.Count; member++)
        {
            Add(sums, members[member].AllTerms(index), weights[member]);
        }

        if (weights[^1] > 0)
        {
            Add(
                sums,
                [
                    .. choice
                        .Refit(values.Values, cancellationToken)
                        .Terms.Select(static term => (term.Parts, term.Coefficient)),
                ],
                weights[^1]
            );
        }

        var residuals = new double[values.Values.Length];
        for (int row = 0; row < residuals.Length; row++)
        {
            residuals[row] = values.Values[row];
            for (int member = 0; member < predictions.Count; member++)
            {
                residuals[row] -= weights[member] * predictions[member][row];
            }
        }

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
        double widening =
            residuals.Length <= 0.5 * plan.PartCount * Math.Log2(plan.PartCount)
                ? ErrorWideningWithFew
                : ErrorWidening;
        double[] errors = model.Deviations([.. terms.Select(static term => term.Parts)]);
        notes.Add(
            $"Blend: {string.Join(", ", Spreads.Take(members.Count).Select((spread, i) => $"WalshBayes (tau {spread.Spread}, {members[i].All.Outputs[index].Spikes.Count} spikes, cross-validated R2 {1 - members[i].Error(index):0.000}) {weights[i]:0.00}"))}, ProxySPEX {weights[^1]:0.00}."
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
                            errors[i] * widening * values.Deviation
                        )
                )
            ),
            CrossValidatedR2 = Faithfulness.OfResiduals(residuals, values.Values).R2,
            OutOfFoldResiduals = values.InUnit(residuals),
            ResidualDeviation =
                values.Deviation
                * Math.Sqrt(residuals.Average(static residual => residual * residual)),
        };
    }

    private static void Add(
        Dictionary<PartSet, double> sums,
        IReadOnlyList<(PartSet Parts, double Coefficient)> terms,
        double weight
    )
    {
        if (weight == 0)
        {
            return;
        }

        foreach ((PartSet parts, double coefficient) in terms)
        {
            sums[parts] = sums.GetValueOrDefault(parts) + weight * coefficient;
        }
    }
}

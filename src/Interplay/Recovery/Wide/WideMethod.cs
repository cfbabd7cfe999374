using Interplay.Masks;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Wide;

/// <summary>
/// For very many parts, 10,000 and more, of which few matter: training rows and published retrainings. Works on the packed masks alone, in
/// memory of two bits a part and mask. Parts that stand out are found by one screen for all outputs; then pairs are looked for among all
/// parts, and triples among the strong ones; everything found is fitted jointly by least squares, which gives the standard errors.
/// <para>
/// A set joins only above sqrt(2 ln N) + 1/2 standard errors among the N sets of its order, so that false ones are rare, and small true effects are left out.
/// Masks may keep parts with any probability, not only one half: screens are then centred (the p-biased basis), the result is in the ordinary
/// Fourier basis all the same. See docs/math.md, "Wide".
/// </para>
/// </summary>
public sealed class WideMethod : IRecoveryMethod
{
    /// <summary>Highest order looked for.</summary>
    public const int MostOrder = 3;

    /// <summary>Most work for the screens of all pairs, over all outputs and repetitions, in 512-bit words: a few minutes of two cores.</summary>
    internal const double PairWork = 2.5e11;

    private const int LeastMasks = 16;
    private const int MostRounds = 40;

    /// <summary>After pairs were found, parts and pairs are looked for again at the lower noise, at most so often.</summary>
    private const int MostSweeps = 4;

    /// <inheritdoc/>
    public string Name => "wide";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) =>
        UniformPlan.Of(request, Name, LeastMasks, "a regression needs some masks");

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        var outputs = new PerOutput(plan, values);
        BitColumns columns = plan.Masks.Columns;
        var shares = ColumnShares.Of(columns);
        int maxOrder = Math.Min(
            plan.PartCount,
            Math.Min(plan.Request.MaxOrder ?? MostOrder, MostOrder)
        );
        WideSearch?[] searches =
        [
            .. outputs.All.Select(output =>
                output.IsConstant
                    ? null
                    : new WideSearch(columns, shares, output.Standardised.Values, maxOrder)
            ),
        ];
        progress?.Report(0.05);
        Grow(columns, shares, searches, ProgressPart.Of(progress, 0.05, 0.85), cancellationToken);
        RecoveryResult result = outputs.Recover(
            Name,
            (output, _) =>
            {
                if (searches[output.Number] is not { } search)
                {
                    output.Notes.Add(StandardisedValues.ConstantNote);
                    return output.Standardised.ConstantRecovery(plan.PartCount);
                }

                OutputRecovery recovery = Close(
                    plan,
                    columns,
                    search,
                    output.Raw,
                    maxOrder,
                    cancellationToken
                );
                output.Notes.Add(Describe(plan, search, recovery));
                return recovery;
            },
            ProgressPart.Of(progress, 0.9, 0.1),
            cancellationToken
        );
        return KeptShareNote(shares) is { } note
            ? result with
            {
                Notes = [.. result.Notes, note],
            }
            : result;
    }

    private static void Grow(
        BitColumns columns,
        ColumnShares shares,
        WideSearch?[] searches,
        ProgressPart? progress,
        CancellationToken cancellationToken
    )
    {
        WideSearch[] active = [.. searches.OfType<WideSearch>()];
        for (int sweep = 0; sweep < MostSweeps && active.Length > 0; sweep++)
        {
            AddSingles(columns, shares, active, cancellationToken);
            var more = new List<WideSearch>();
            for (int place = 0; place < active.Length; place++)
            {
                double start = 1 - Math.Pow(0.5, sweep);
                double width = Math.Pow(0.5, sweep + 1) / active.Length;
                // The first sweep has half the work; what is left for later ones halves with each.
                double work = PairWork / searches.Length * Math.Pow(0.5, sweep + 1);
                if (
                    !active[place].IsDone
                    && active[place]
                        .AddInteractions(
                            work,
                            progress is null
                                ? null
                                : done => progress.Report(start + width * (place + done)),
                            cancellationToken
                        ) > 0
                )
                {
                    more.Add(active[place]);
                }
            }

            active = [.. more];
        }
    }

    /// <summary>Adds parts to each output until none stands out; all outputs share each pass over the masks.</summary>
    private static void AddSingles(
        BitColumns columns,
        ColumnShares shares,
        WideSearch[] searches,
        CancellationToken cancellationToken
    )
    {
        WideSearch[] active = [.. searches.Where(static search => !search.IsDone)];
        for (int round = 0; round < MostRounds && active.Length > 0; round++)
        {
            float[][] scores = SinglesScreen.Scores(
                columns,
                shares,
                [.. active.Select(static search => search.Residual.ToArray())],
                cancellationToken
            );
            active =
            [
                .. active.Where(
                    (search, place) => search.AddSingles(scores[place]) > 0 && !search.IsDone
                ),
            ];
        }
    }

    private static OutputRecovery Close(
        MaskPlan plan,
        BitColumns columns,
        WideSearch search,
        double[] values,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        OutputRecovery recovery = ClosingRegression.Run(
            plan.PartCount,
            maxOrder,
            columns,
            search.Sets,
            values
        );
        PartSet[] support =
        [
            .. recovery
                .Spectrum.Terms.Select(static term => term.Parts)
                .Where(static set => set.Order > 0),
        ];
        if (support.Length > WideFolds.MostTerms || values.Length < WideFolds.LeastRows)
        {
            return recovery;
        }

        double[] residuals = WideFolds.Residuals(columns, support, values, cancellationToken);
        return recovery with
        {
            CrossValidatedR2 = WideFolds.R2(residuals, values),
            OutOfFoldResiduals = residuals,
        };
    }

    private static string Describe(MaskPlan plan, WideSearch search, OutputRecovery recovery)
    {
        int terms = recovery.Spectrum.Terms.Count(static term => term.Parts.Order > 0);
        string pairs =
            search.PairRows == 0 ? "pairs were not looked for"
            : search.PairRows == plan.Masks.RowCount ? "all pairs were looked at on all masks"
            : $"all pairs were looked at on {search.PairRows} masks, those with a strong part on all";
        return $"{terms} terms stand out of {plan.PartCount} parts; {pairs}{(search.IsFull ? "; there was no room for more" : "")}.";
    }

    /// <summary>Says so when the masks keep clearly more or less than half.</summary>
    private static string? KeptShareNote(ColumnShares shares)
    {
        double kept = shares.Means.Average(static mean => (1.0 - mean) / 2);
        return Math.Abs(kept - 0.5) < 0.01
            ? null
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The masks keep {kept:0.000} of the parts: screens used the basis of such masks; the terms are ordinary Fourier terms, fitted jointly."
            );
    }
}

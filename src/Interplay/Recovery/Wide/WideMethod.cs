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
        int outputs = OutputValues.Count(plan.Masks, values);
        BitColumns columns = plan.Masks.Columns;
        var shares = ColumnShares.Of(columns);
        int maxOrder = Math.Min(
            plan.PartCount,
            Math.Min(plan.Request.MaxOrder ?? MostOrder, MostOrder)
        );
        StandardisedValues[] read =
        [
            .. Enumerable.Range(0, outputs).Select(StandardisedValues.Of(values, outputs)),
        ];
        WideSearch?[] searches =
        [
            .. read.Select(output =>
                output.Deviation == 0
                    ? null
                    : new WideSearch(columns, shares, output.Values, maxOrder)
            ),
        ];
        progress?.Report(0.05);
        Grow(columns, shares, searches, progress, cancellationToken);
        var recovered = new OutputRecovery[outputs];
        var notes = new List<string>();
        for (int output = 0; output < outputs; output++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            recovered[output] = searches[output] is WideSearch search
                ? Close(plan, columns, search, read[output], maxOrder, cancellationToken)
                : read[output].ConstantRecovery(plan.PartCount);
            notes.Add(Describe(plan, outputs, output, searches[output], recovered[output]));
        }

        if (KeptShareNote(shares) is { } note)
        {
            notes.Add(note);
        }

        progress?.Report(1);
        return new RecoveryResult
        {
            Method = Name,
            Outputs = recovered,
            Notes = notes,
        };
    }

    private static void Grow(
        BitColumns columns,
        ColumnShares shares,
        WideSearch?[] searches,
        IProgress<double>? progress,
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
                double share = (double)place / active.Length;
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
                                : done =>
                                    progress.Report(
                                        0.05
                                            + 0.85
                                                * (
                                                    start
                                                    + Math.Pow(0.5, sweep + 1) * share
                                                    + width * done
                                                )
                                    ),
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
        StandardisedValues output,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        OutputRecovery recovery = ClosingRegression.Run(
            plan.PartCount,
            maxOrder,
            columns,
            search.Sets,
            output.Raw()
        );
        PartSet[] support =
        [
            .. recovery
                .Spectrum.Terms.Select(static term => term.Parts)
                .Where(static set => set.Order > 0),
        ];
        if (support.Length > WideFolds.MostTerms || output.Values.Length < WideFolds.LeastRows)
        {
            return recovery;
        }

        double[] residuals = WideFolds.Residuals(columns, support, output.Raw(), cancellationToken);
        return recovery with
        {
            CrossValidatedR2 = WideFolds.R2(residuals, output.Raw()),
            OutOfFoldResiduals = residuals,
        };
    }

    private static string Describe(
        MaskPlan plan,
        int outputs,
        int output,
        WideSearch? search,
        OutputRecovery recovery
    )
    {
        string label = outputs == 1 ? "" : $"Output {output}: ";
        if (search is null)
        {
            return $"{label}every value is the same: the spectrum is a constant.";
        }

        int terms = recovery.Spectrum.Terms.Count(static term => term.Parts.Order > 0);
        string pairs =
            search.PairRows == 0 ? "pairs were not looked for"
            : search.PairRows == plan.Masks.RowCount ? "all pairs were looked at on all masks"
            : $"all pairs were looked at on {search.PairRows} masks, those with a strong part on all";
        return $"{label}{terms} terms stand out of {plan.PartCount} parts; {pairs}{(search.IsFull ? "; there was no room for more" : "")}.";
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

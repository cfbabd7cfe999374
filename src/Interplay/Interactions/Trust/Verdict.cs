using System.Globalization;
using Interplay.Interactions.Indices;

namespace Interplay.Interactions.Trust;

/// <summary>The plain verdict of a trust block.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="MoreAblations">About how many more ablations, to two digits; null unless <paramref name="Kind"/> is <see cref="VerdictKind.TopUp"/>.</param>
/// <param name="Sentence">The same in plain English, with the figures it rests on.</param>
public sealed record Verdict(VerdictKind Kind, int? MoreAblations, string Sentence)
{
    /// <summary>A spectrum is called faithful when the low end of its R2 is at least this.</summary>
    public const double FaithfulR2 = 0.9;

    /// <summary>A top-up beyond this multiple of the ablations already spent is not advised.</summary>
    public const double MostGrowth = 16;

    /// <summary>With so many ablations for each term, the error of estimating the terms is 2 % of what is left unexplained.</summary>
    private const int PlentyPerTerm = 50;

    /// <summary>Below this R2, plenty of ablations for each term mean that what is missing is not estimation error.</summary>
    private const double PoorR2 = 0.8;

    /// <summary>The verdict on a spectrum from every mask there is.</summary>
    /// <param name="masks">How many masks that is.</param>
    public static Verdict Complete(int masks) =>
        new(
            VerdictKind.Complete,
            null,
            $"Complete: all {masks} combinations were evaluated, so nothing is estimated."
        );

    /// <summary>
    /// Decides, from R2 on held-out masks or, without them, by cross-validation:
    /// <list type="number">
    /// <item>No R2: unmeasured.</item>
    /// <item>The low end of its interval is at least <see cref="FaithfulR2"/>: enough.</item>
    /// <item>The estimate reaches it but the low end does not, and R2 comes from held-out masks: a top-up of held-out masks that narrows the
    /// interval, whose half width falls with one over the root of their number, on the scale of log(1 - R2).</item>
    /// <item>Even the high end is below 0.8 though there are 50 ablations or more for each term found: not sparse. The error of estimating s
    /// terms from B ablations is about s/B of the unexplained variance, so at most 2 % of it is estimation error.</item>
    /// <item>Even for the high end the law below asks for more than <see cref="MostGrowth"/> times the ablations spent: not sparse at any budget
    /// one would pay. A sparse function whose terms all hide below the noise of far too few ablations looks the same; the sentence says so.</item>
    /// <item>Otherwise a top-up to B ((1 - R2) / 0.1)^1.5 ablations, at most <see cref="MostGrowth"/> B. Were all that is missing estimation
    /// error, 1 - R2 would fall with terms/B; on the project's ablation tables of real models it falls with B to the power -2/3 (medians .70 .82
    /// .89 .92 .95 for budgets doubling each time), because smaller terms come into reach, and that slower law is used.</item>
    /// </list>
    /// The number is a rough guide: one significant digit of it is worth having.
    /// </summary>
    /// <param name="spectrum">The spectrum that was recovered.</param>
    /// <param name="learnedFrom">Ablations it was learned from, at least 1.</param>
    /// <param name="heldOut">Faithfulness on held-out masks; null when none were bought.</param>
    /// <param name="crossValidatedR2">R2 by cross-validation; null when there was none.</param>
    public static Verdict Decide(
        Spectrum spectrum,
        int learnedFrom,
        Faithfulness? heldOut,
        Interval? crossValidatedR2
    ) => Decide(spectrum, learnedFrom, heldOut, crossValidatedR2, 0.5);

    /// <param name="spectrum">The spectrum that was recovered.</param>
    /// <param name="learnedFrom">Ablations it was learned from, at least 1.</param>
    /// <param name="heldOut">Faithfulness on held-out masks; null when none were bought.</param>
    /// <param name="crossValidatedR2">R2 by cross-validation; null when there was none.</param>
    /// <param name="keptShare">Probability with which the masks keep a part, which the sentence then says.</param>
    internal static Verdict Decide(
        Spectrum spectrum,
        int learnedFrom,
        Faithfulness? heldOut,
        Interval? crossValidatedR2,
        double keptShare
    )
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(learnedFrom);
        if ((heldOut?.R2 ?? crossValidatedR2) is not Interval r2)
        {
            return new Verdict(
                VerdictKind.Unmeasured,
                null,
                "Faithfulness was not measured: there are no held-out masks with different values and no cross-validation."
            );
        }

        string found = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"R2 is {r2.Estimate:0.00} (90 % interval {r2.Low:0.00} to {r2.High:0.00}) {(heldOut?.R2 is null ? "by cross-validation" : $"on {heldOut.Count} held-out masks")}{(keptShare == 0.5 ? "" : $", over masks that keep each part with probability {Share(keptShare)}")}"
        );
        if (r2.Low >= FaithfulR2)
        {
            return new Verdict(VerdictKind.Enough, null, $"Enough: {found}.");
        }

        if (r2.Estimate > FaithfulR2 && heldOut?.R2 is not null)
        {
            return MoreHeldOut(r2, heldOut.Count, found);
        }

        int terms = spectrum.Terms.Count(static term => term.Parts.Order > 0);
        if (r2.High < PoorR2 && learnedFrom >= PlentyPerTerm * (long)Math.Max(1, terms))
        {
            return NotSparse(
                $"or it is noisy: {found} although {learnedFrom} ablations are plenty for the {terms} interactions found, so what is left is spread over very many small ones or is noise"
            );
        }

        if (Growth(r2.High) > MostGrowth)
        {
            return NotSparse(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"or far too little was spent: {found} after {learnedFrom} ablations, and at the usual rate more than {MostGrowth:0} times as many would be needed; the energy found is spread as over {spectrum.EffectiveTermCount:0} equally strong interactions"
                )
            );
        }

        // An interval that straddles the goal leaves no room in the estimate; a quarter more is the least step worth a run.
        double growth = Math.Min(Growth(r2.Estimate), MostGrowth);
        int more = Round(learnedFrom * Math.Max(growth - 1, 0.25));
        return new Verdict(
            VerdictKind.TopUp,
            more,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Top up by about {more} ablations: {found}; the goal is {FaithfulR2:0.0#} at the low end."
            )
        );
    }

    /// <summary>
    /// Decides on the values of an index that weighs sets of all sizes, by their own errors: what R2 over masks says is about other masks. The share of
    /// the values that is error, sum of squared standard errors over sum of squared strengths, is to stay below 1 - <see cref="FaithfulR2"/>.
    /// </summary>
    /// <param name="values">The values, with standard errors.</param>
    /// <param name="learnedFrom">Ablations they were learned from.</param>
    /// <param name="r2">R2 by cross-validation or on held-out masks, both of all sizes; null where there is none.</param>
    internal static Verdict OfValues(InteractionValues values, int learnedFrom, Interval? r2)
    {
        double energy = 0;
        double error = 0;
        foreach (Interaction one in values.Interactions)
        {
            energy += one.Strength * one.Strength;
            error += one.StandardError is double e ? e * e : double.PositiveInfinity;
        }

        string name = values.Index.ToName();
        if (energy == 0 && error == 0)
        {
            return new Verdict(
                VerdictKind.Enough,
                null,
                $"Enough for {name}: no part changes anything."
            );
        }

        double share = error / energy;
        if (!double.IsFinite(share))
        {
            return new Verdict(
                VerdictKind.Unmeasured,
                null,
                $"The errors of {name} are not known."
            );
        }

        string found = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"the standard errors are {100 * Math.Sqrt(share):0.#} % of the size of the values{(r2 is { } one2 ? string.Create(CultureInfo.InvariantCulture, $", and over masks of all sizes R2 is {one2.Estimate:0.00} (90 % interval {one2.Low:0.00} to {one2.High:0.00})") : "")}"
        );
        if (share <= 1 - FaithfulR2)
        {
            return new Verdict(VerdictKind.Enough, null, $"Enough for {name}: {found}.");
        }

        double growth = Math.Min(Growth(1 - share), MostGrowth);
        int more = Round(learnedFrom * Math.Max(growth - 1, 0.25));
        return new Verdict(
            VerdictKind.TopUp,
            more,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Top up by about {more} ablations for {name}: {found}; the goal is {100 * Math.Sqrt(1 - FaithfulR2):0} %."
            )
        );
    }

    /// <summary>The verdict where the masks do not reach what the index averages over.</summary>
    /// <param name="index">The index.</param>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="missing">Share of the index that lies where no mask was asked, 0 to 1.</param>
    /// <param name="gaps">Numbers of kept parts that were never asked, as ranges.</param>
    internal static Verdict NotAsked(
        InteractionIndex index,
        int partCount,
        double missing,
        IReadOnlyList<(int First, int Last)> gaps
    )
    {
        string sizes = string.Join(
            " and ",
            gaps.Select(static gap =>
                gap.First == gap.Last ? $"{gap.First}" : $"{gap.First} to {gap.Last}"
            )
        );
        return new Verdict(
            VerdictKind.OtherMasks,
            null,
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Not answered for {index.ToName()}: no mask kept {sizes} of the {partCount} parts, where {100 * missing:0} % of it lies, so what is listed is a guess from the others. Ask for masks of all sizes: plan or explain with --index {index.ToName()}."
            )
        );
    }

    /// <summary>The verdict on an index that is read from a spectrum which was learned, and judged, at masks that keep about half of the parts.</summary>
    /// <param name="index">The index.</param>
    /// <param name="keptShare">Probability with which the masks keep a part.</param>
    internal static Verdict NotJudged(InteractionIndex index, double keptShare = 0.5) =>
        new(
            VerdictKind.OtherMasks,
            null,
            $"Not answered for {index.ToName()}: the spectrum was learned and judged at masks that keep {(keptShare == 0.5 ? "about half of the parts" : $"each part with probability {Share(keptShare)}")}, and {index.ToName()} weighs small and large sets as much. Ask for masks of all sizes: plan or explain with --index {index.ToName()}{(keptShare == 0.5 ? "" : " and without --keep")}."
        );

    private static string Share(double keptShare) =>
        keptShare.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>By which factor the ablations must grow for an R2 to reach the goal, if 1 - R2 falls with their number to the power -2/3.</summary>
    private static double Growth(double r2) =>
        Math.Pow((1 - Math.Min(r2, FaithfulR2)) / (1 - FaithfulR2), 1.5);

    private static Verdict MoreHeldOut(Interval r2, int count, string found)
    {
        double half = Math.Log((1 - r2.Low) / (1 - r2.Estimate));
        double room = Math.Log((1 - FaithfulR2) / (1 - r2.Estimate));
        double growth = Math.Min(half * half / (room * room), MostGrowth);
        int more = Round(count * Math.Max(growth - 1, 0.25));
        return new Verdict(
            VerdictKind.TopUp,
            more,
            $"Top up by about {more} held-out masks: {found}; it is probably faithful, but too few masks measured it."
        );
    }

    private static Verdict NotSparse(string why) =>
        new(VerdictKind.NotSparse, null, $"This function is not sparse, {why}.");

    /// <summary>To two significant digits, at least 1.</summary>
    private static int Round(double count)
    {
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(count, 1))) - 1));
        return (int)Math.Min(int.MaxValue, Math.Max(1, Math.Round(count / unit) * unit));
    }
}

using Interplay.Masks;
using Interplay.Recovery.WalshBayes.Spikes;

namespace Interplay.Recovery.WalshBayes;

/// <summary>What one fit of WalshBayes is told.</summary>
internal sealed record WalshBayesSettings
{
    /// <summary>tau: deviation of the log relevances around their mean. Small values make parts alike, large ones let them differ.</summary>
    public double Spread { get; init; } = 1.5;

    /// <summary>Whether parts stand in a sequence, so that neighbours may interact.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>Highest order that is searched for spikes.</summary>
    public int MaxOrder { get; init; } = SpikeSearch.MostOrder;

    /// <summary>
    /// Sets that a fit on more rows found, one list an output, to be confirmed instead of searched for; null searches. The search lets a set
    /// in with probability far below one in the number of sets looked at, so that what it found may be shared with its own folds.
    /// </summary>
    public IReadOnlyList<PartSet>[]? Found { get; init; }

    /// <summary>Sets that another search found, one list an output, as candidates for the search for spikes; null for none.</summary>
    public IReadOnlyList<PartSet>[]? Proposed { get; init; }

    /// <summary>Rows and steps of the levels of the fit; null goes by the number of rows.</summary>
    public IReadOnlyList<(int Rows, int Steps)>? Levels { get; init; }

    /// <summary>How often the first level refreshes the local weights and goes on.</summary>
    public int Refreshes { get; init; } = 2;

    /// <summary>How often the smooth part is refitted with the spikes found, as long as more are found.</summary>
    public int MostRefits { get; init; } = 3;

    /// <summary>
    /// The levels for so many rows. Up to 2,048 rows the last level has them all. Beyond, three quarters of that lose at most .003 of R2 and
    /// take half the time, and the rows left over judge the fit; but never fewer rows than <see cref="RowsFor"/> says.
    /// </summary>
    public IReadOnlyList<(int Rows, int Steps)> LevelsFor(int rows, int parts) =>
        Levels
        ?? (
            rows <= 2048
                ? [(512, 25), (1024, 6), (2048, 8)]
                : [(512, 25), (1024, 6), (RowsFor(parts, 1536), 8)]
        );

    /// <summary>
    /// Rows that hyper-parameters are fitted on: a quarter more than there are parts, at least some and at most 4,096. On fewer rows than parts
    /// the single effects explain everything, the noise goes to nothing, and what is left of it on the other rows is taken for spikes (500 of 2,000 parts
    /// that matter, 4,000 masks: R2 .47 with 280 spikes instead of .83 with one).
    /// </summary>
    public static int RowsFor(int parts, int least) =>
        Math.Max(least, Math.Min(parts + parts / 4, 4096));
}

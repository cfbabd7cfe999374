using Interplay.Masks;

namespace Interplay.Rows;

/// <summary>How columns of a row are removed.</summary>
public sealed record RowOptions
{
    /// <summary>More rows of the background than this are refused: each is asked for every mask.</summary>
    private const int MostBackgroundRows = 10_000;

    /// <summary>What stands in a column that is removed.</summary>
    public RowRemoval Removal { get; init; } = RowRemoval.Marginal;

    /// <summary>How many rows of the background are averaged over, drawn at random or the nearest; fewer where there are fewer. 1 to 10,000.</summary>
    public int BackgroundRows { get; init; } = 50;

    /// <summary>The row of the background that is the baseline, from 0.</summary>
    public int Baseline { get; init; }

    /// <summary>Seed of the drawing.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The rows of the pool that stand in for removed columns of a row.</summary>
    /// <param name="pool">The table.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="InterplayException"><c>background-malformed</c>.</exception>
    internal int[] Of(RowPool pool, int row)
    {
        (int start, int count) = pool.Background.GetOffsetAndLength(pool.Typical);
        if (BackgroundRows is < 1 or > MostBackgroundRows)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "background-malformed",
                $"1 to {MostBackgroundRows} rows of the background are averaged over; asked for {BackgroundRows}."
            );
        }

        if (Removal == RowRemoval.Baseline && (Baseline < 0 || Baseline >= count))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "background-malformed",
                $"The background has rows 0 to {count - 1}; row {Baseline} was to be the baseline."
            );
        }

        return Removal switch
        {
            RowRemoval.Typical => [pool.Typical],
            RowRemoval.Baseline => [start + Baseline],
            RowRemoval.Nearest =>
            [
                .. Enumerable
                    .Range(start, count)
                    .Where(other => other != row)
                    .OrderBy(other => pool.Distance(row, other))
                    .Take(BackgroundRows)
                    .Order(),
            ],
            _ when count <= BackgroundRows => [.. Enumerable.Range(start, count)],
            _ => Drawn(start, count),
        };
    }

    private int[] Drawn(int start, int count)
    {
        int[] rows = [.. Enumerable.Range(start, count)];
        new SeededRandom(Seed).Shuffle(rows.AsSpan());
        Array.Resize(ref rows, BackgroundRows);
        Array.Sort(rows);
        return rows;
    }
}

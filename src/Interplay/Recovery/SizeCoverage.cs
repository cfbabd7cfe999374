namespace Interplay.Recovery;

/// <summary>At which numbers of kept parts an index looks, and where no mask was asked.</summary>
/// <param name="Missing">Share of what the index averages over that lies at numbers of kept parts of which no mask is near, 0 to 1.</param>
/// <param name="Gaps">Those numbers, as ranges with both ends.</param>
internal sealed record SizeCoverage(double Missing, IReadOnlyList<(int First, int Last)> Gaps)
{
    /// <summary>Numbers of kept parts within this share of all parts of a mask that was asked are taken as known.</summary>
    private const double Near = 0.05;

    /// <summary>An index of which a larger share lies where no mask was asked is not answered.</summary>
    private const double MostMissing = 0.05;

    /// <summary>Whether the masks reach what the index averages over.</summary>
    public bool Reaches => Missing <= MostMissing;

    /// <summary>What a set of masks covers.</summary>
    /// <param name="shares">Share of the index at each number of kept parts, 0 to all.</param>
    /// <param name="sizes">Kept parts of the masks.</param>
    public static SizeCoverage Of(double[] shares, IReadOnlyList<int> sizes)
    {
        int parts = shares.Length - 1;
        var isKnown = new bool[parts + 1];
        int near = (int)(Near * parts);
        foreach (int size in sizes.Distinct())
        {
            isKnown.AsSpan(Math.Max(0, size - near)..(Math.Min(parts, size + near) + 1)).Fill(true);
        }

        var gaps = new List<(int First, int Last)>();
        double missing = 0;
        for (int size = 0; size <= parts; size++)
        {
            if (isKnown[size])
            {
                continue;
            }

            missing += shares[size];
            if (gaps.Count > 0 && gaps[^1].Last == size - 1)
            {
                gaps[^1] = (gaps[^1].First, size);
            }
            else
            {
                gaps.Add((size, size));
            }
        }

        return new SizeCoverage(missing, gaps);
    }
}

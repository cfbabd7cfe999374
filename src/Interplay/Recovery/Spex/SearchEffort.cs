namespace Interplay.Recovery.Spex;

/// <summary>How thoroughly one round searches. Rounds go to the next effort when they find nothing.</summary>
/// <param name="Inversions">Signs that the decoder tries both ways; null where bins are not decoded.</param>
/// <param name="Screened">Most sets whose correlation is computed one by one; 0 for none.</param>
internal readonly record struct SearchEffort(int? Inversions, int Screened)
{
    private const int QuickScreen = 50_000;

    /// <summary>Decoding goes before screening: low-order sets that lean on an undecoded collision would hide it.</summary>
    public static List<SearchEffort> Ladder(SpexOptions options)
    {
        var ladder = new List<SearchEffort>();
        int[] inversions =
            options.Decoding == SpexDecoding.Hard ? [0] : [2, 6, options.MaxInversions];
        int last = -1;
        foreach (int count in inversions.Select(count => Math.Min(count, options.MaxInversions)))
        {
            if (count > last)
            {
                ladder.Add(new SearchEffort(count, 0));
                last = count;
            }
        }

        if (options.MaxScreened > 0)
        {
            ladder.Add(new SearchEffort(null, Math.Min(QuickScreen, options.MaxScreened)));
        }

        if (options.MaxScreened > QuickScreen)
        {
            ladder.Add(new SearchEffort(null, options.MaxScreened));
        }

        return ladder;
    }
}

namespace Interplay.Masks;

/// <summary>How many masks each round of a run learns from.</summary>
internal static class RoundSchedule
{
    /// <summary>A round that would leave less than this share of itself for a last one is made the last.</summary>
    private const double LeastRest = 0.15;

    /// <summary>Geometric sizes from <paramref name="first"/> on, ascending; the last is <paramref name="most"/>.</summary>
    public static IReadOnlyList<int> Sizes(int first, double growth, int most)
    {
        var sizes = new List<int>();
        for (double size = first; size * (1 + LeastRest) < most; size = Math.Ceiling(size * growth))
        {
            sizes.Add((int)size);
        }

        sizes.Add(most);
        return sizes;
    }
}

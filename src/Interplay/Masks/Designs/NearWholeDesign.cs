namespace Interplay.Masks.Designs;

/// <summary>
/// Masks near the whole input: one to three parts missing, about as many of each number, at most half of those there are. They judge what is said of the
/// whole input, of which masks that keep halves say little, since hardly any of them lies near it.
/// </summary>
public sealed class NearWholeDesign : MaskDesign
{
    /// <summary>Most parts that are missing.</summary>
    public const int MostMissing = 3;

    /// <summary>So many repeats in a row mean that hardly any mask of a size is left.</summary>
    private const int MostRepeats = 200;

    /// <inheritdoc/>
    public override string Name => "near-whole";

    /// <summary>Draws distinct masks, none of them in <paramref name="taken"/>; fewer where there are not so many.</summary>
    /// <param name="partCount">Number of parts, at least 2.</param>
    /// <param name="count">Number of masks.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that do not count; the new ones are added to it.</param>
    /// <param name="leastMissing">Fewest parts that are missing, 1 to 3.</param>
    public static MaskMatrix Draw(
        int partCount,
        int count,
        SeededRandom random,
        MaskIndex taken,
        int leastMissing = 1
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(taken);
        var masks = new List<Mask>(count);
        int[] parts = [.. Enumerable.Range(0, partCount)];
        int most = Math.Min(MostMissing, partCount - 1);
        for (int missing = leastMissing; missing <= most; missing++)
        {
            int share = (count - masks.Count) / (most - missing + 1);
            for (int wanted = Math.Min(share, Half(partCount, missing)), i = 0; i < wanted; i++)
            {
                if (Next(parts, missing, random, taken) is { } mask)
                {
                    masks.Add(mask);
                }
            }
        }

        return MaskMatrix.Create(
            masks.Count,
            partCount,
            (row, words) => masks[row].Words.CopyTo(words)
        );
    }

    private static Mask? Next(int[] parts, int missing, SeededRandom random, MaskIndex taken)
    {
        for (int repeats = 0; repeats < MostRepeats; repeats++)
        {
            for (int i = 0; i < missing; i++)
            {
                int other = i + random.NextInt(parts.Length - i);
                (parts[i], parts[other]) = (parts[other], parts[i]);
            }

            var mask = Mask.Keeping(parts.Length, parts.AsSpan(missing));
            taken.Add(mask.Words, out bool isNew);
            if (isNew)
            {
                return mask;
            }
        }

        return null;
    }

    /// <summary>Half of the masks with so many parts missing; what is left can be learned from.</summary>
    private static int Half(int partCount, int missing)
    {
        double all = 1;
        for (int i = 0; i < missing; i++)
        {
            all = all * (partCount - i) / (i + 1);
        }

        return (int)Math.Min(int.MaxValue, all / 2);
    }
}

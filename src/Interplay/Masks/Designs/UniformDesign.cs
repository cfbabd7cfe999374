namespace Interplay.Masks.Designs;

/// <summary>Independent masks that keep each part with probability one half: the sampling under which Fourier terms are orthonormal.</summary>
public sealed class UniformDesign : MaskDesign
{
    /// <inheritdoc/>
    public override string Name => "uniform";

    /// <inheritdoc/>
    public override bool HasPrefixes => true;

    /// <summary>Draws <paramref name="count"/> distinct uniform masks, none of them in <paramref name="taken"/>.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="count">Number of masks.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that were already asked for; the new ones are added to it. Null when there are none.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <paramref name="count"/> masks are left.</exception>
    public static MaskMatrix Draw(
        int partCount,
        int count,
        SeededRandom random,
        MaskIndex? taken = null
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        taken ??= new MaskIndex(partCount, count);
        if (partCount < 31)
        {
            int left = (1 << partCount) - taken.Count;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, left);
            if (count > left / 2)
            {
                return DrawFromRest(partCount, count, random, taken);
            }
        }

        return MaskMatrix.Create(
            count,
            partCount,
            (_, words) =>
            {
                bool isNew;
                do
                {
                    foreach (ref ulong word in words)
                    {
                        word = random.NextBits();
                    }

                    Mask.ClearTail(words, partCount);
                    taken.Add(words, out isNew);
                } while (!isNew);
            }
        );
    }

    /// <summary>When most masks are wanted, shuffles the ones that are left instead of drawing until a new one turns up.</summary>
    private static MaskMatrix DrawFromRest(
        int partCount,
        int count,
        SeededRandom random,
        MaskIndex taken
    )
    {
        var rest = new List<ulong>();
        for (ulong bits = 0; bits < 1UL << partCount; bits++)
        {
            if (taken.Find([bits]) < 0)
            {
                rest.Add(bits);
            }
        }

        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rest));
        return MaskMatrix.Create(
            count,
            partCount,
            (row, words) =>
            {
                words[0] = rest[row];
                taken.Add(words);
            }
        );
    }
}

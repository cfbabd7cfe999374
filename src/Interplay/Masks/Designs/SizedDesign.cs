namespace Interplay.Masks.Designs;

/// <summary>
/// Masks of all sizes in complementary pairs: the whole and nothing first, then, where asked for, each part left out alone and kept alone, then pairs
/// whose numbers of kept parts are drawn by the Shapley kernel, p(s) ~ 1 / (s (n - s)), every second one evenly where that is asked for. For indices that
/// weigh small and large sets: the Shapley kernel with few masks, even sizes too with many.
/// </summary>
public sealed class SizedDesign : MaskDesign
{
    /// <summary>So many repeats in a row mean that hardly any mask of the sizes drawn is left.</summary>
    private const int MostRepeats = 2_000;

    /// <summary>Creates the design.</summary>
    /// <param name="isEven">Whether the sizes of every second pair are drawn evenly, and not by the Shapley kernel.</param>
    /// <param name="hasNeighbours">Whether each part left out alone and kept alone comes before the pairs that are drawn.</param>
    public SizedDesign(bool isEven, bool hasNeighbours) =>
        (IsEven, HasNeighbours) = (isEven, hasNeighbours);

    /// <summary>Whether the sizes of every second pair are drawn evenly, and not by the Shapley kernel.</summary>
    public bool IsEven { get; }

    /// <summary>Whether each part left out alone and kept alone is among the masks.</summary>
    public bool HasNeighbours { get; }

    /// <inheritdoc/>
    public override string Name => "sized";

    /// <inheritdoc/>
    public override bool HasPrefixes => true;

    /// <summary>Draws distinct masks, none of them in <paramref name="taken"/>.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="count">Number of masks.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that were already asked for; the new ones are added to it. Null when there are none.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <paramref name="count"/> masks are left.</exception>
    public MaskMatrix Draw(int partCount, int count, SeededRandom random, MaskIndex? taken = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        taken ??= new MaskIndex(partCount, count);
        if (partCount < 31)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (1 << partCount) - taken.Count);
        }

        var masks = new List<ulong[]>(count);
        Mask full = Mask.Full(partCount);
        Add(full.Words);
        Add(Mask.Empty(partCount).Words);
        if (HasNeighbours)
        {
            for (int part = 0; part < partCount; part++)
            {
                Mask one = Mask.Keeping(partCount, part);
                Add(Complement(one.Words));
                Add(one.Words);
            }
        }

        double[] kernel = Sizes(partCount, isEven: false);
        double[] even = Sizes(partCount, isEven: true);
        int[] parts = [.. Enumerable.Range(0, partCount)];
        int repeats = 0;
        while (masks.Count < count && repeats < MostRepeats)
        {
            double[] cumulative = IsEven && (masks.Count & 2) == 0 ? even : kernel;
            double drawnAt = random.NextDouble() * cumulative[^1];
            int size = 1 + Array.FindIndex(cumulative, one => one > drawnAt);
            var words = new ulong[Mask.WordCount(partCount)];
            for (int i = 0; i < size; i++)
            {
                int other = i + random.NextInt(partCount - i);
                (parts[i], parts[other]) = (parts[other], parts[i]);
                words[parts[i] >> 6] |= 1UL << (parts[i] & 63);
            }

            // A pair that is half taken would not be one.
            ulong[] complement = Complement(words);
            if (taken.Find(words) >= 0 || taken.Find(complement) >= 0)
            {
                repeats++;
                continue;
            }

            repeats = 0;
            Add(words);
            Add(complement);
        }

        MaskMatrix drawn = MaskMatrix.Create(
            masks.Count,
            partCount,
            (row, words) => masks[row].CopyTo(words)
        );
        return masks.Count == count
            ? drawn
            : drawn.Concat(UniformDesign.Draw(partCount, count - masks.Count, random, taken));

        void Add(ReadOnlySpan<ulong> words)
        {
            if (masks.Count < count)
            {
                taken.Add(words, out bool isNew);
                if (isNew)
                {
                    masks.Add(words.ToArray());
                }
            }
        }

        ulong[] Complement(ReadOnlySpan<ulong> words)
        {
            ulong[] complement = full.Words.ToArray();
            for (int w = 0; w < complement.Length; w++)
            {
                complement[w] ^= words[w];
            }

            return complement;
        }
    }

    /// <summary>Running sums of the weights of sizes 1 to n - 1.</summary>
    private static double[] Sizes(int partCount, bool isEven)
    {
        var sums = new double[partCount - 1];
        double sum = 0;
        for (int size = 1; size < partCount; size++)
        {
            sum += isEven ? 1 : 1.0 / ((double)size * (partCount - size));
            sums[size - 1] = sum;
        }

        return sums;
    }
}

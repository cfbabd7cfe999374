using System.Numerics;

namespace Interplay.Masks.Designs;

/// <summary>
/// Masks of all sizes in complementary pairs: the whole and nothing first, then, where asked for, each part left out alone and kept alone, then pairs
/// whose numbers of kept parts follow the Shapley kernel, p(s) ~ 1 / (s (n - s)), every second one evenly where that is asked for. Sizes go in the steps
/// of the golden ratio instead of by chance, and of some masks of a size the one is taken that is least like those before it: by chance alone some
/// parts are kept together far more often than others. For indices that weigh small and large sets.
/// </summary>
public sealed class SizedDesign : MaskDesign
{
    /// <summary>So many repeats in a row mean that hardly any mask of the sizes drawn is left.</summary>
    private const int MostRepeats = 2_000;

    /// <summary>Masks of a size of which one is taken, where comparing them is affordable.</summary>
    private const int MostCandidates = 16;

    /// <summary>Words of masks that may be compared in all.</summary>
    private const double MostCompared = 2e9;

    /// <summary>How fast two masks become unlike with the share of parts in which they differ.</summary>
    private const double Sharpness = 6;

    private const double GoldenStep = 0.6180339887498949;

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
        double[] likeness = Likeness(partCount);
        double compared = (double)count * count / 2 * Mask.WordCount(partCount);
        int candidates = (int)Math.Clamp(MostCompared / compared, 1, MostCandidates);
        int[] parts = [.. Enumerable.Range(0, partCount)];
        double place = random.NextDouble();
        int repeats = 0;
        while (masks.Count < count && repeats < MostRepeats)
        {
            double[] cumulative = IsEven && (masks.Count & 2) == 0 ? even : kernel;
            place = (place + GoldenStep) % 1;
            int size = 1 + Array.FindIndex(cumulative, one => one > place * cumulative[^1]);
            ulong[] words = DrawOne(size);
            double least = candidates > 1 ? LikenessTo(words) : 0;
            for (int candidate = 1; candidate < candidates; candidate++)
            {
                ulong[] other = DrawOne(size);
                double like = LikenessTo(other);
                if (like < least)
                {
                    (words, least) = (other, like);
                }
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

        ulong[] DrawOne(int size)
        {
            var words = new ulong[Mask.WordCount(partCount)];
            for (int i = 0; i < size; i++)
            {
                int other = i + random.NextInt(partCount - i);
                (parts[i], parts[other]) = (parts[other], parts[i]);
                words[parts[i] >> 6] |= 1UL << (parts[i] & 63);
            }

            return words;
        }

        double LikenessTo(ulong[] words)
        {
            double sum = 0;
            foreach (ulong[] mask in masks)
            {
                int differ = 0;
                for (int w = 0; w < words.Length; w++)
                {
                    differ += BitOperations.PopCount(words[w] ^ mask[w]);
                }

                sum += likeness[differ];
            }

            return sum;
        }

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

    /// <summary>How alike two pairs of complements are, by the number of parts in which one of each differ.</summary>
    private static double[] Likeness(int partCount)
    {
        double[] likeness =
        [
            .. Enumerable
                .Range(0, partCount + 1)
                .Select(differ =>
                    Math.Exp(-Sharpness * differ / partCount)
                    + Math.Exp(-Sharpness * (partCount - differ) / partCount)
                ),
        ];
        // The same pair again is the last to take.
        likeness[0] = likeness[partCount] = 1e9;
        return likeness;
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

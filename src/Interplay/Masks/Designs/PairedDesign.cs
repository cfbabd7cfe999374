namespace Interplay.Masks.Designs;

/// <summary>
/// Uniform masks, each followed by its complement. Odd and even orders of the spectrum then separate exactly: half the difference of a pair
/// holds the odd orders, half the sum the even ones.
/// </summary>
public sealed class PairedDesign : MaskDesign
{
    /// <inheritdoc/>
    public override string Name => "paired";

    /// <inheritdoc/>
    public override bool HasPrefixes => true;

    /// <summary>Draws <paramref name="count"/> distinct masks in complementary pairs (an odd count ends with a single mask).</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="count">Number of masks.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that were already asked for; the new ones are added to it. Null when there are none.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than <paramref name="count"/> masks are left in free pairs.</exception>
    public static MaskMatrix Draw(
        int partCount,
        int count,
        SeededRandom random,
        MaskIndex? taken = null
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        taken ??= new MaskIndex(partCount, count);
        var complement = new ulong[Mask.WordCount(partCount)];
        return MaskMatrix.Create(
            count,
            partCount,
            (row, words) =>
            {
                if ((row & 1) == 1)
                {
                    complement.CopyTo(words);
                    taken.Add(words);
                    return;
                }

                // Pairs that are half taken are passed over, so that no mask is ever paid for twice.
                long tries = 0;
                do
                {
                    ArgumentOutOfRangeException.ThrowIfGreaterThan(
                        tries++,
                        64L << Math.Min(partCount, 30),
                        nameof(count)
                    );
                    foreach (ref ulong word in words)
                    {
                        word = random.NextBits();
                    }

                    Mask.ClearTail(words, partCount);
                    for (int w = 0; w < words.Length; w++)
                    {
                        complement[w] = ~words[w];
                    }

                    Mask.ClearTail(complement, partCount);
                } while (taken.Find(words) >= 0 || taken.Find(complement) >= 0);

                taken.Add(words);
            }
        );
    }
}

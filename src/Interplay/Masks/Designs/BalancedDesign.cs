using System.Numerics;

namespace Interplay.Masks.Designs;

/// <summary>
/// Random masks in blocks of <see cref="BlockSize"/> that keep each part in exactly half of the masks of every block. No part's effect is then
/// mixed up with the constant, which matters to plain means over masks. The methods here fit the constant beside the effects and gain nothing
/// that could be measured (docs/math.md), so their own plans are uniform.
/// </summary>
public sealed class BalancedDesign : MaskDesign
{
    /// <summary>Masks of a block.</summary>
    public const int BlockSize = 16;

    private const int MostRepairs = 10_000;

    /// <inheritdoc/>
    public override string Name => "balanced";

    /// <inheritdoc/>
    public override bool HasPrefixes => true;

    /// <summary>
    /// Draws <paramref name="count"/> distinct masks, none of them in <paramref name="taken"/>. The first masks are the same however many are
    /// drawn; a last block that is not whole is balanced only as far as chance has it.
    /// </summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="count">Number of masks.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that were already asked for; the new ones are added to it. Null when there are none.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than half of the masks that are left are wanted: uniform ones are near balance then.</exception>
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
            ArgumentOutOfRangeException.ThrowIfGreaterThan(
                count,
                ((1 << partCount) - taken.Count) / 2
            );
        }

        int width = Mask.WordCount(partCount);
        var block = new ulong[BlockSize * width];
        return MaskMatrix.Create(
            count,
            partCount,
            (row, words) =>
            {
                int place = row % BlockSize;
                if (place == 0)
                {
                    do
                    {
                        Fill(block, width, partCount, random);
                    } while (!Repair(block, width, partCount, random, taken));
                }

                block.AsSpan(place * width, width).CopyTo(words);
                taken.Add(words);
            }
        );
    }

    /// <summary>Each part at random in half of the rows: random bits, then as many random flips as it takes, which favours no half over another.</summary>
    private static void Fill(ulong[] block, int width, int partCount, SeededRandom random)
    {
        Array.Clear(block);
        for (int part = 0; part < partCount; part++)
        {
            uint kept = (uint)(random.NextBits() >> (64 - BlockSize));
            while (BitOperations.PopCount(kept) != BlockSize / 2)
            {
                uint flip = 1u << random.NextInt(BlockSize);
                bool isTooMany = BitOperations.PopCount(kept) > BlockSize / 2;
                kept ^= (kept & flip) != 0 == isTooMany ? flip : 0;
            }

            for (int row = 0; row < BlockSize; row++)
            {
                block[row * width + (part >> 6)] |= (ulong)(kept >> row & 1) << (part & 63);
            }
        }
    }

    /// <summary>Swaps single bits between rows, which keeps the balance, until no row was asked for before; false when that takes too long.</summary>
    private static bool Repair(
        ulong[] block,
        int width,
        int partCount,
        SeededRandom random,
        MaskIndex taken
    )
    {
        for (int repair = 0; repair < MostRepairs; repair++)
        {
            int repeated = FirstRepeated(block, width, partCount, taken);
            if (repeated < 0)
            {
                return true;
            }

            int part = random.NextInt(partCount);
            ulong bit = 1UL << (part & 63);
            ref ulong mine = ref block[repeated * width + (part >> 6)];
            ref ulong other = ref block[random.NextInt(BlockSize) * width + (part >> 6)];
            if (((mine ^ other) & bit) != 0)
            {
                mine ^= bit;
                other ^= bit;
            }
        }

        return false;
    }

    private static int FirstRepeated(ulong[] block, int width, int partCount, MaskIndex taken)
    {
        var own = new MaskIndex(partCount, BlockSize);
        for (int row = 0; row < BlockSize; row++)
        {
            ReadOnlySpan<ulong> words = block.AsSpan(row * width, width);
            own.Add(words, out bool isNew);
            if (!isNew || taken.Find(words) >= 0)
            {
                return row;
            }
        }

        return -1;
    }
}

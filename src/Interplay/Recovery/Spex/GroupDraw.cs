using System.Numerics;
using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Codes;

namespace Interplay.Recovery.Spex;

/// <summary>Draws the masks of one subsampling group (SPEX, arXiv 2502.13870, section 4).</summary>
internal static class GroupDraw
{
    /// <summary>The delays as masks: zero, then the columns of P.</summary>
    public static ulong[][] DelayMasks(BchCode code)
    {
        int width = Mask.WordCount(code.MessageLength);
        var shifts = new ulong[code.ParityLength + 1][];
        for (int delay = 0; delay < shifts.Length; delay++)
        {
            shifts[delay] = new ulong[width];
            for (int part = 0; part < code.MessageLength && delay > 0; part++)
            {
                ulong bit = code.Parity(part)[(delay - 1) >> 6] >> ((delay - 1) & 63) & 1;
                shifts[delay][part >> 6] |= bit << (part & 63);
            }
        }

        return shifts;
    }

    /// <summary>Draws a matrix M and adds the masks M l + d to <paramref name="index"/>, those already there once only.</summary>
    public static CodedGroup Draw(
        int parts,
        int bits,
        ulong[][] shifts,
        SeededRandom random,
        MaskIndex index
    )
    {
        int[] bins = DrawMatrix(parts, bits, random);
        int width = Mask.WordCount(parts);
        var columns = new ulong[bits][];
        for (int b = 0; b < bits; b++)
        {
            columns[b] = new ulong[width];
            for (int part = 0; part < parts; part++)
            {
                columns[b][part >> 6] |= (ulong)(bins[part] >> b & 1) << (part & 63);
            }
        }

        var rows = new int[shifts.Length << bits];
        var point = new ulong[width];
        var mask = new ulong[width];
        for (int l = 0; l < 1 << bits; l++)
        {
            point.AsSpan().Clear();
            for (int b = 0; b < bits; b++)
            {
                if ((l >> b & 1) != 0)
                {
                    TensorPrimitives.Xor<ulong>(point, columns[b], point);
                }
            }

            for (int delay = 0; delay < shifts.Length; delay++)
            {
                TensorPrimitives.Xor<ulong>(point, shifts[delay], mask);
                rows[l * shifts.Length + delay] = index.Add(mask);
            }
        }

        return new CodedGroup(bits, bins, rows);
    }

    /// <summary>A uniform n x b matrix of full rank, its rows as numbers.</summary>
    private static int[] DrawMatrix(int parts, int bits, SeededRandom random)
    {
        var rows = new int[parts];
        do
        {
            for (int part = 0; part < parts; part++)
            {
                rows[part] = (int)(random.NextBits() >> (64 - bits));
            }
        } while (Rank(rows) < bits);
        return rows;
    }

    private static int Rank(int[] rows)
    {
        Span<int> basis = stackalloc int[32];
        int rank = 0;
        foreach (int row in rows)
        {
            int rest = row;
            while (rest != 0)
            {
                ref int pivot = ref basis[BitOperations.Log2((uint)rest)];
                if (pivot == 0)
                {
                    pivot = rest;
                    rank++;
                    break;
                }

                rest ^= pivot;
            }
        }

        return rank;
    }
}

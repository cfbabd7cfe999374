using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Interplay.Masks;

namespace Interplay.Interactions;

public sealed partial class Spectrum
{
    /// <summary>Below this many signed additions a second core costs more than it saves.</summary>
    private const long ParallelWork = 1L << 22;

    /// <summary>The value of the spectrum at each mask. O(terms x rows), bit-identical to <see cref="Evaluate(ReadOnlySpan{ulong})"/> on each row.</summary>
    /// <param name="masks">The masks, one a row, over <see cref="PartCount"/> parts.</param>
    /// <returns>One value a row, in the unit of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The masks are over another number of parts.</exception>
    public double[] Evaluate(MaskMatrix masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        BitColumns columns = masks.Columns;
        double[] signs = SignsOfBytes();
        // Whole words are written, so the last one has room for its unused rows.
        var values = new double[Mask.WordCount(masks.RowCount) * 64];
        int words = Mask.WordCount(masks.RowCount);
        if ((long)_terms.Length * masks.RowCount < ParallelWork)
        {
            for (int word = 0; word < words; word++)
            {
                EvaluateWord(columns, word, signs, values);
            }
        }
        else
        {
            Parallel.For(0, words, word => EvaluateWord(columns, word, signs, values));
        }

        return values.AsSpan(0, masks.RowCount).ToArray();
    }

    /// <summary>Row b holds the eight signs that the bits of byte b stand for: +1 where the bit is 0, -1 where it is 1.</summary>
    private static double[] SignsOfBytes()
    {
        var signs = new double[256 * 8];
        for (int i = 0; i < signs.Length; i++)
        {
            signs[i] = (i >> 3 >> (i & 7) & 1) == 0 ? 1 : -1;
        }

        return signs;
    }

    /// <summary>
    /// The 64 rows of one word of the bit columns. The signs of a term are the exclusive or of the words of its parts; eight registers hold
    /// the sums of all rows, and each byte of signs picks its eight factors from the table. The products are exact, so the sums of a row are
    /// those of the plain loop over the terms.
    /// </summary>
    private void EvaluateWord(BitColumns columns, int word, double[] signs, double[] values)
    {
        ReadOnlySpan<ulong> words = columns.Words;
        int stride = columns.WordsPerColumn;
        ref double table = ref MemoryMarshal.GetArrayDataReference(signs);
        Vector512<double> s0 = default;
        Vector512<double> s1 = default;
        Vector512<double> s2 = default;
        Vector512<double> s3 = default;
        Vector512<double> s4 = default;
        Vector512<double> s5 = default;
        Vector512<double> s6 = default;
        Vector512<double> s7 = default;
        foreach (SpectrumTerm term in _terms)
        {
            ulong x = 0;
            foreach (int part in term.Parts.Parts)
            {
                x ^= words[part * stride + word];
            }

            var c = Vector512.Create(term.Coefficient);
            s0 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x), s0);
            s1 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 8), s1);
            s2 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 16), s2);
            s3 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 24), s3);
            s4 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 32), s4);
            s5 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 40), s5);
            s6 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 48), s6);
            s7 = Vector512.MultiplyAddEstimate(c, Signs(ref table, x >> 56), s7);
        }

        Span<double> target = values.AsSpan(word * 64, 64);
        s0.CopyTo(target);
        s1.CopyTo(target[8..]);
        s2.CopyTo(target[16..]);
        s3.CopyTo(target[24..]);
        s4.CopyTo(target[32..]);
        s5.CopyTo(target[40..]);
        s6.CopyTo(target[48..]);
        s7.CopyTo(target[56..]);
    }

    private static Vector512<double> Signs(ref double table, ulong bits) =>
        Vector512.LoadUnsafe(ref table, (nuint)(bits & 255) * 8);
}

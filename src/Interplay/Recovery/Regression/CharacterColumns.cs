using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The characters chi_S of a list of sets over the rows of a mask matrix, one bit each: bit 1 means chi_S = -1. Products of characters are
/// exclusive ors and their sums are population counts, so Gram matrices are exact.
/// </summary>
internal sealed class CharacterColumns
{
    private CharacterColumns(BitColumns bits) => Bits = bits;

    /// <summary>The packed signs of all characters.</summary>
    public BitColumns Bits { get; }

    public int RowCount => Bits.RowCount;

    public int Count => Bits.ColumnCount;

    /// <summary>Packed signs of one character; bits past the last row are zero.</summary>
    public ReadOnlySpan<ulong> this[int term] => Bits.Column(term);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static CharacterColumns Of(BitColumns parts, IReadOnlyList<PartSet> sets)
    {
        int width = parts.WordsPerColumn;
        var words = new ulong[checked(width * sets.Count)];
        for (int term = 0; term < sets.Count; term++)
        {
            Span<ulong> column = words.AsSpan(term * width, width);
            foreach (int part in sets[term].Parts)
            {
                TensorPrimitives.Xor(column, parts.Column(part), column);
            }
        }

        return new CharacterColumns(new BitColumns(words, parts.RowCount, sets.Count));
    }

    /// <summary>sum over rows of chi_i chi_j: rows minus twice the rows where they differ.</summary>
    public int Dot(int i, int j) => RowCount - 2 * Differences(this[i], this[j]);

    /// <summary>sum over rows of chi_i, exactly.</summary>
    public int Sum(int term) => RowCount - 2 * PopCount(this[term]);

    /// <summary>sum over rows of chi_i y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Dot(int term, ReadOnlySpan<double> y)
    {
        ReadOnlySpan<ulong> signs = this[term];
        double sum = 0;
        for (int word = 0; word * 64 < y.Length; word++)
        {
            ReadOnlySpan<double> block = y.Slice(word * 64, Math.Min(64, y.Length - word * 64));
            sum += SignedSum(signs[word], block);
        }

        return sum;
    }

    /// <summary>Adds weight * chi_i to every row of <paramref name="target"/>.</summary>
    public void AddTo(int term, double weight, Span<double> target) =>
        SignedSums.Add(this[term], weight, target);

    /// <summary>
    /// Number of bits in which two columns differ. Not TensorPrimitives: columns are short, and this is called for every pair of terms before
    /// a generic kernel has been compiled well.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Differences(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        b = b[..a.Length];
        int even = 0;
        int odd = 0;
        for (int word = 0; word + 1 < a.Length; word += 2)
        {
            even += BitOperations.PopCount(a[word] ^ b[word]);
            odd += BitOperations.PopCount(a[word + 1] ^ b[word + 1]);
        }

        return even + odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int PopCount(ReadOnlySpan<ulong> words)
    {
        int count = 0;
        foreach (ulong word in words)
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }

    /// <summary>Sum of the block with the sign of each number flipped where its bit is 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SignedSum(ulong signs, ReadOnlySpan<double> block)
    {
        var sums = Vector<double>.Zero;
        int lanes = Vector<double>.Count;
        int row = 0;
        Span<ulong> shifts = stackalloc ulong[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            shifts[lane] = 1UL << (63 - lane);
        }

        var place = new Vector<ulong>(shifts);
        var top = new Vector<ulong>(1UL << 63);
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(block);
        foreach (Vector<double> vector in vectors)
        {
            var flips = (new Vector<ulong>(signs >> row) * place) & top;
            sums += Vector.AsVectorDouble(Vector.AsVectorUInt64(vector) ^ flips);
            row += lanes;
        }

        double sum = Vector.Sum(sums);
        for (; row < block.Length; row++)
        {
            sum += (signs >> row & 1) == 0 ? block[row] : -block[row];
        }

        return sum;
    }
}

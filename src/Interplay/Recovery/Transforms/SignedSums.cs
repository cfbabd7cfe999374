using System.Numerics;
using System.Runtime.InteropServices;

namespace Interplay.Recovery.Transforms;

/// <summary>Sums of numbers whose signs are packed bits (bit 1 flips the sign): the inner products of characters with values.</summary>
internal static class SignedSums
{
    private static readonly Vector<ulong> Places = MakePlaces();

    /// <summary>sum over rows of (-1)^bit value.</summary>
    public static double Sum(ReadOnlySpan<ulong> signs, ReadOnlySpan<double> values)
    {
        int lanes = Vector<double>.Count;
        var top = new Vector<ulong>(1UL << 63);
        Vector<ulong> places = Places;
        var even = Vector<double>.Zero;
        var odd = Vector<double>.Zero;
        ReadOnlySpan<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(values);
        int row = 0;
        int v = 0;
        for (; v + 1 < vectors.Length; v += 2, row += 2 * lanes)
        {
            ulong word = signs[row >> 6] >> (row & 63);
            even += Flip(vectors[v], word, places, top);
            odd += Flip(vectors[v + 1], word >> lanes, places, top);
        }

        for (; v < vectors.Length; v++, row += lanes)
        {
            even += Flip(vectors[v], signs[row >> 6] >> (row & 63), places, top);
        }

        double sum = Vector.Sum(even + odd);
        for (; row < values.Length; row++)
        {
            sum += (signs[row >> 6] >> (row & 63) & 1) == 0 ? values[row] : -values[row];
        }

        return sum;
    }

    /// <summary>target[row] += (-1)^bit weight.</summary>
    public static void Add(ReadOnlySpan<ulong> signs, double weight, Span<double> target)
    {
        int lanes = Vector<double>.Count;
        var top = new Vector<ulong>(1UL << 63);
        Vector<ulong> places = Places;
        var weights = new Vector<double>(weight);
        Span<Vector<double>> vectors = MemoryMarshal.Cast<double, Vector<double>>(target);
        int row = 0;
        for (int v = 0; v < vectors.Length; v++, row += lanes)
        {
            vectors[v] += Flip(weights, signs[row >> 6] >> (row & 63), places, top);
        }

        for (; row < target.Length; row++)
        {
            target[row] += (signs[row >> 6] >> (row & 63) & 1) == 0 ? weight : -weight;
        }
    }

    private static Vector<double> Flip(
        Vector<double> values,
        ulong word,
        Vector<ulong> places,
        Vector<ulong> top
    ) =>
        // Multiplying by 2^(63 - lane) lifts the bit of each lane to the sign.
        Vector.AsVectorDouble(
            Vector.AsVectorUInt64(values) ^ ((new Vector<ulong>(word) * places) & top)
        );

    private static Vector<ulong> MakePlaces()
    {
        Span<ulong> places = stackalloc ulong[Vector<ulong>.Count];
        for (int lane = 0; lane < places.Length; lane++)
        {
            places[lane] = 1UL << (63 - lane);
        }

        return new Vector<ulong>(places);
    }
}

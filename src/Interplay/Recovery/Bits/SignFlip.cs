using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.Bits;

/// <summary>Multiplies weights by a character: flips the sign where the bit is 1.</summary>
internal static class SignFlip
{
    /// <param name="weights">One number a row, padded to 32 times the words of <paramref name="bits"/>.</param>
    /// <param name="bits">The bit column.</param>
    /// <param name="flipped">Receives the products.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(
        ReadOnlySpan<float> weights,
        ReadOnlySpan<uint> bits,
        Span<float> flipped
    )
    {
        ReadOnlySpan<Vector512<uint>> source = MemoryMarshal.Cast<float, Vector512<uint>>(weights);
        Span<Vector512<uint>> target = MemoryMarshal.Cast<float, Vector512<uint>>(flipped);
        Vector512<uint> place = RowSelection.Places;
        var sign = Vector512.Create(0x8000_0000u);
        for (int word = 0; word < bits.Length; word++)
        {
            uint signs = bits[word];
            Vector512<uint> low = Vector512.Equals(Vector512.Create(signs) & place, place);
            Vector512<uint> high = Vector512.Equals(Vector512.Create(signs >> 16) & place, place);
            target[word * 2] = source[word * 2] ^ (low & sign);
            target[word * 2 + 1] = source[word * 2 + 1] ^ (high & sign);
        }
    }
}

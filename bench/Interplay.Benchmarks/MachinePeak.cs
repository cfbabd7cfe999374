using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Interplay.Benchmarks;

/// <summary>What one core can do at most: loops of independent operations in registers, and a pass over memory.</summary>
internal static class MachinePeak
{
    private const int Rounds = 2_000_000;

    /// <summary>Floating-point operations of one call of <see cref="MultiplyAdds"/>.</summary>
    public static double MultiplyAddOperations =>
        Rounds * 12.0 * 2 * (Vector512.IsHardwareAccelerated ? 16 : 8);

    /// <summary>Bit operations of one call of <see cref="BitOperations"/>.</summary>
    public static double BitOperationCount =>
        Rounds * 12.0 * (Vector512.IsHardwareAccelerated ? 512 : 256);

    /// <summary>Twelve chains of fused multiply-adds.</summary>
    public static float MultiplyAdds() =>
        Vector512.IsHardwareAccelerated ? MultiplyAdds512() : MultiplyAdds256();

    /// <summary>Twelve chains of exclusive ors.</summary>
    public static uint BitOperations() => Vector512.IsHardwareAccelerated ? Bits512() : Bits256();

    /// <summary>The sum of a row of numbers: one read of memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Read(ReadOnlySpan<float> numbers)
    {
        Vector512<float> even = default;
        Vector512<float> odd = default;
        for (int i = 0; i + 32 <= numbers.Length; i += 32)
        {
            even += Vector512.Create(numbers.Slice(i, 16));
            odd += Vector512.Create(numbers.Slice(i + 16, 16));
        }

        return Vector512.Sum(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdds512()
    {
        var x = Vector512.Create(0.999f);
        Vector512<float> y = Vector512.Create(0.001f);
        Vector512<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y,
            k = y,
            l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, x, y);
            b = Vector512.FusedMultiplyAdd(b, x, y);
            c = Vector512.FusedMultiplyAdd(c, x, y);
            d = Vector512.FusedMultiplyAdd(d, x, y);
            e = Vector512.FusedMultiplyAdd(e, x, y);
            f = Vector512.FusedMultiplyAdd(f, x, y);
            g = Vector512.FusedMultiplyAdd(g, x, y);
            h = Vector512.FusedMultiplyAdd(h, x, y);
            i = Vector512.FusedMultiplyAdd(i, x, y);
            j = Vector512.FusedMultiplyAdd(j, x, y);
            k = Vector512.FusedMultiplyAdd(k, x, y);
            l = Vector512.FusedMultiplyAdd(l, x, y);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float MultiplyAdds256()
    {
        var x = Vector256.Create(0.999f);
        Vector256<float> y = Vector256.Create(0.001f);
        Vector256<float> a = y,
            b = y,
            c = y,
            d = y,
            e = y,
            f = y,
            g = y,
            h = y,
            i = y,
            j = y,
            k = y,
            l = y;
        for (int round = 0; round < Rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, x, y);
            b = Vector256.FusedMultiplyAdd(b, x, y);
            c = Vector256.FusedMultiplyAdd(c, x, y);
            d = Vector256.FusedMultiplyAdd(d, x, y);
            e = Vector256.FusedMultiplyAdd(e, x, y);
            f = Vector256.FusedMultiplyAdd(f, x, y);
            g = Vector256.FusedMultiplyAdd(g, x, y);
            h = Vector256.FusedMultiplyAdd(h, x, y);
            i = Vector256.FusedMultiplyAdd(i, x, y);
            j = Vector256.FusedMultiplyAdd(j, x, y);
            k = Vector256.FusedMultiplyAdd(k, x, y);
            l = Vector256.FusedMultiplyAdd(l, x, y);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Bits512()
    {
        var x = Vector512.Create(0x9E3779B9u);
        Vector512<uint> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (int round = 0; round < Rounds; round++)
        {
            var y = Vector512.Create((uint)round);
            a ^= y;
            b ^= a;
            c ^= y;
            d ^= c;
            e ^= y;
            f ^= e;
            g ^= y;
            h ^= g;
            i ^= y;
            j ^= i;
            k ^= y;
            l ^= k;
        }

        return Vector512.Sum(a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Bits256()
    {
        var x = Vector256.Create(0x9E3779B9u);
        Vector256<uint> a = x,
            b = x,
            c = x,
            d = x,
            e = x,
            f = x,
            g = x,
            h = x,
            i = x,
            j = x,
            k = x,
            l = x;
        for (int round = 0; round < Rounds; round++)
        {
            var y = Vector256.Create((uint)round);
            a ^= y;
            b ^= a;
            c ^= y;
            d ^= c;
            e ^= y;
            f ^= e;
            g ^= y;
            h ^= g;
            i ^= y;
            j ^= i;
            k ^= y;
            l ^= k;
        }

        return Vector256.Sum(a ^ b ^ c ^ d ^ e ^ f ^ g ^ h ^ i ^ j ^ k ^ l);
    }
}

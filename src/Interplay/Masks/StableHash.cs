using System.Numerics;

namespace Interplay.Masks;

/// <summary>A 64-bit hash that is the same in every process and on every machine; not for adversarial keys.</summary>
internal static class StableHash
{
    /// <summary>Hashes packed words.</summary>
    public static ulong Of(ReadOnlySpan<ulong> words)
    {
        ulong hash = 0x9E3779B97F4A7C15UL ^ (ulong)words.Length;
        foreach (ulong word in words)
        {
            hash = Mix(BitOperations.RotateLeft(hash, 23) ^ word);
        }

        return hash;
    }

    /// <summary>Hashes part numbers.</summary>
    public static ulong Of(ReadOnlySpan<int> parts)
    {
        ulong hash = 0x9E3779B97F4A7C15UL ^ (ulong)parts.Length;
        foreach (int part in parts)
        {
            hash = Mix(BitOperations.RotateLeft(hash, 23) ^ (uint)part);
        }

        return hash;
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}

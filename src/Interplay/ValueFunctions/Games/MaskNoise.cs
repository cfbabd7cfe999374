using Interplay.Masks;

namespace Interplay.ValueFunctions.Games;

/// <summary>Reproducible Gaussian noise that depends on the mask alone (the case format of the games): hashing, then Box and Muller.</summary>
internal static class MaskNoise
{
    /// <summary>A standard normal number for a packed mask.</summary>
    public static double At(ReadOnlySpan<ulong> mask, int partCount, ulong seed)
    {
        ulong hash = 14695981039346656037UL ^ seed;
        for (int index = 0; index < (partCount + 7) / 8; index++)
        {
            byte bits = (byte)(mask[index >> 3] >> (8 * (index & 7)));
            hash = (hash ^ bits) * 1099511628211UL;
        }

        ulong a = StableHash.Mix(hash + 0x9E3779B97F4A7C15UL);
        ulong b = StableHash.Mix((hash ^ 0xD1B54A32D192ED03UL) + 0x9E3779B97F4A7C15UL);
        double u1 = ((a >> 11) + 0.5) / (1UL << 53);
        double u2 = (b >> 11) / (double)(1UL << 53);
        return Math.Sqrt(-2 * Math.Log(u1)) * Math.Cos(2 * Math.PI * u2);
    }
}

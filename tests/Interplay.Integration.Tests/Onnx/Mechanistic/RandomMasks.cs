using Interplay.Masks;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Masks from a seed, which is printed.</summary>
internal static class RandomMasks
{
    public static Mask[] Of(int parts, int count, ulong seed, double kept = 0.6)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{count} masks of seed {seed}");
        var random = new SeededRandom(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    Mask.Keeping(
                        parts,
                        [.. Enumerable.Range(0, parts).Where(_ => random.NextDouble() < kept)]
                    )
                ),
        ];
    }

    /// <summary>A mask for each part: all but it.</summary>
    public static Mask[] Singles(int parts) =>
        [
            .. Enumerable
                .Range(0, parts)
                .Select(part =>
                    Mask.Keeping(
                        parts,
                        [.. Enumerable.Range(0, parts).Where(other => other != part)]
                    )
                ),
        ];

    public static T[] Removed<T>(this Mask mask, IReadOnlyList<T> parts) =>
        [.. parts.Where((_, part) => !mask[part])];
}

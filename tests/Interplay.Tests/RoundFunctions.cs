using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Tests;

/// <summary>Value functions for runs in rounds.</summary>
internal static class RoundFunctions
{
    public const int Parts = 18;

    /// <summary>Ten effects and something that no few terms explain, so that R2 rises but never to 1.</summary>
    public static DelegateValueFunction Rugged(Action<Mask>? asked = null) =>
        new(
            Parts,
            mask =>
            {
                asked?.Invoke(mask);
                double value = 0;
                for (int part = 0; part < 6; part++)
                {
                    value += mask[part] ? part + 1 : 0;
                }

                value += mask[0] && mask[7] ? 4 : 0;
                value += mask[2] && mask[9] && mask[11] ? -6 : 0;
                return value + Rough(mask);
            }
        );

    /// <summary>Two outputs, the second a constant.</summary>
    public static DelegateValueFunction WithConstant() =>
        new(
            Parts,
            ["rugged", "constant"],
            static (mask, _) =>
                ValueTask.FromResult<double[]>([
                    (mask[1] ? 3 : 0) + (mask[3] && mask[4] ? 2 : 0) + Rough(mask) / 2,
                    7,
                ])
        );

    public static Task<Ablations> AnswerAsync(IValueFunction function, MaskMatrix masks) =>
        new AblationEvaluator(function).EvaluateAsync(
            masks,
            cancellationToken: TestContext.Current.CancellationToken
        );

    /// <summary>A number between -1 and 1 that looks random and is not.</summary>
    private static double Rough(Mask mask)
    {
        ulong bits = mask.Words[0] * 0x9E3779B97F4A7C15UL;
        return (bits >> 40) / (double)(1UL << 23) - 1;
    }
}

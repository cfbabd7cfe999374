using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>Ablations of several levels together.</summary>
internal static class AdaptiveRows
{
    /// <summary>The first rows, then the second.</summary>
    public static Ablations Join(Ablations first, Ablations? second) =>
        second is null
            ? first
            : first with
            {
                Masks = first.Masks.Concat(second.Masks),
                Values = (double[])[.. first.Values.Span, .. second.Values.Span],
                Censored = first.Censored + second.Censored,
            };
}

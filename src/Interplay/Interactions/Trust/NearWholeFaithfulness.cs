using System.Globalization;

namespace Interplay.Interactions.Trust;

/// <summary>
/// Faithfulness near the whole input: on masks with one to a few parts missing that were not learned from. What holds over halves of the parts need not
/// hold there, and there it is that one asks what the whole input needs.
/// </summary>
/// <param name="Measured">R2 with its interval, and on how many masks; no R2 where the output is the same on all of them.</param>
/// <param name="LeastMissing">Fewest parts that are missing, at least 1. Above 1 where masks with fewer were learned from.</param>
/// <param name="MostMissing">Most parts that are missing.</param>
public sealed record NearWholeFaithfulness(Faithfulness Measured, int LeastMissing, int MostMissing)
{
    /// <summary>Fewer values have no R2, however they vary.</summary>
    private const int LeastMeasured = 3;

    /// <summary>The same in words.</summary>
    public string Sentence =>
        Measured.R2 is Interval r2
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Where}, R2 is {r2.Estimate:0.00} (90 % interval {r2.Low:0.00} to {r2.High:0.00}) on {Measured.Count} combinations that it never saw."
            )
        : Measured.Count < LeastMeasured
            ? $"{Where}, faithfulness was not measured: {Measured.Count} combinations are too few."
        : $"{Where}, the output is the same on all {Measured.Count} combinations that it never saw, so there is no R2.";

    private string Where =>
        $"Near the whole input, with {(LeastMissing == MostMissing ? $"{LeastMissing}" : $"{LeastMissing} to {MostMissing}")} parts missing";
}

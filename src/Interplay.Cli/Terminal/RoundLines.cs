using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Runs;

namespace Interplay.Cli.Terminal;

/// <summary>Rounds in words.</summary>
internal static class RoundLines
{
    /// <summary>One round on one line, as it ends.</summary>
    public static string Of(RunResult result) =>
        $"round {result.Number}: {result.Explanation.Rounds[^1].Ablations} ablations, {string.Join("; ", result.Explanation.Rounds[^1].Scores.Select(static score => score.R2 is Interval r2 ? $"R2 {Range(r2)}{Next(score)}" : "R2 unknown"))}";

    /// <summary>R2 with its interval.</summary>
    public static string Range(Interval r2) =>
        $"{Figures.R2(r2.Estimate)} ({Figures.R2(r2.Low)} to {Figures.R2(r2.High)})";

    private static string Next(RoundScore score) =>
        score.NextPoint switch
        {
            null => "",
            { Ablations: int price } => $", the next 0.01 about {price} more",
            _ => ", the next 0.01 out of reach",
        };
}

using Interplay.Interactions;
using Interplay.Interactions.Trust;

namespace Interplay.Cli.Terminal;

/// <summary>Rounds in words.</summary>
internal static class RoundLines
{
    /// <summary>One round on one line, as it ends.</summary>
    public static string Of(RoundResult result) =>
        $"round {result.Number}: {result.Round.Ablations} ablations, {string.Join("; ", result.Round.Scores.Select(static score => score.R2 is Interval r2 ? $"R2 {Range(r2)}{Next(score)}" : "R2 unknown"))}";

    /// <summary>R2 with its interval.</summary>
    public static string Range(Interval r2) =>
        $"{Figures.R2(r2.Estimate)} ({Figures.R2(r2.Low)} to {Figures.R2(r2.High)})";

    /// <summary>What the next point of R2 costs, as a sentence.</summary>
    public static string Price(Round round, RoundScore score) =>
        score switch
        {
            { R2: null } => "R2 is unknown, and so is the price of more.",
            { NextPoint: null } => "R2 is within 0.01 of 1: there is no next 0.01.",
            { NextPoint: { Ablations: int price } next } =>
                $"The next 0.01 of R2 costs about {price} ablations ({Reach(next.Low, price)} to {Reach(next.High, null)}).",
            _ =>
                $"The next 0.01 of R2 costs more than {PointPrice.MostGrowth * round.Learned:0} ablations{(score.NextPoint?.Low is int low ? $", {low} with luck" : "")}.",
        };

    private static string Next(RoundScore score) =>
        score.NextPoint switch
        {
            null => "",
            { Ablations: int price } => $", the next 0.01 about {price} more",
            _ => ", the next 0.01 out of reach",
        };

    private static string Reach(int? end, int? otherwise) =>
        (end ?? otherwise)?.ToString(System.Globalization.CultureInfo.InvariantCulture)
        ?? "far more";
}

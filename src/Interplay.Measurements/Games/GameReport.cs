using System.Text.Json;
using System.Text.Json.Serialization;
using Interplay.Interactions.Trust;
using Interplay.Reports;
using Interplay.ValueFunctions.Games;

namespace Interplay.Measurements.Games;

/// <summary>How well a run explained a game whose answer is known, and what that cost.</summary>
/// <param name="Game">The game.</param>
/// <param name="Explanation">What the run gave.</param>
/// <param name="Score">How close that is to the answer.</param>
/// <param name="Clock">Processor time of the steps.</param>
public sealed partial record GameReport(
    Game Game,
    Explanation Explanation,
    GameScore Score,
    StepClock Clock
)
{
    /// <summary>Scores the first output of an explanation.</summary>
    /// <param name="game">The game that was explained.</param>
    /// <param name="explanation">Its explanation.</param>
    /// <param name="clock">The clock of the run, stopped.</param>
    public static GameReport Of(Game game, Explanation explanation, StepClock clock)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        return new GameReport(
            game,
            explanation,
            GameScore.Of(game, explanation.Outputs[0].Spectrum),
            clock
        );
    }

    /// <summary>Writes the figures as JSON: what a benchmark wants to read.</summary>
    /// <param name="target">Receives the JSON, UTF-8.</param>
    public async Task WriteJsonAsync(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        var content = new Content(
            "interplay/game-score",
            1,
            Game.Name,
            Explanation.Method,
            Explanation.Seed,
            Game.Scale,
            Explanation.Budget,
            Explanation.Ablations,
            Explanation.Outputs[0].Spectrum.Terms.Count,
            Score.Held.R2?.Estimate,
            Score.Held.Nmse,
            Score.TrueTerms,
            Score.Recall,
            Score.RecallOfTen,
            new Seconds(Clock.PlanSeconds, Clock.EvaluateSeconds, Clock.RecoverSeconds)
        );
        await JsonSerializer.SerializeAsync(target, content, GameJson.Default.Content);
        target.WriteByte((byte)'\n');
    }

    internal sealed record Content(
        string Schema,
        int Version,
        string Game,
        string Method,
        ulong Seed,
        double Scale,
        int Budget,
        int Ablations,
        int Terms,
        double? R2,
        double? Nmse,
        int TrueTerms,
        double? Recall,
        double? Recall10,
        Seconds ProcessorSeconds
    );

    internal sealed record Seconds(double Plan, double Evaluate, double Recover);

    [JsonSourceGenerationOptions(
        GenerationMode = JsonSourceGenerationMode.Metadata,
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        NewLine = "\n",
        WriteIndented = true
    )]
    [JsonSerializable(typeof(Content))]
    private sealed partial class GameJson : JsonSerializerContext;
}

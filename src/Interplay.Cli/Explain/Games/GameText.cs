using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Measurements.Games;
using Interplay.Reports;
using Interplay.ValueFunctions.Games;

namespace Interplay.Cli.Explain.Games;

/// <summary>The score of a method on a game, in words.</summary>
internal static class GameText
{
    public static void Print(GameReport report, int top, TextWriter target)
    {
        (Game game, Explanation explanation, GameScore score, StepClock clock) = report;
        Spectrum spectrum = explanation.Outputs[0].Spectrum;
        target.WriteLine(
            $"{game.Name}: {game.PartCount} parts, {game.Kind.ToString().ToLowerInvariant()}, noise {Figures.Plain(game.NoiseDeviation * Math.Abs(game.Scale))}, scale {game.Scale.ToString("R", CultureInfo.InvariantCulture)}"
        );
        target.WriteLine(
            $"  method      {explanation.Method}, seed {explanation.Seed}, {explanation.Ablations} ablations of a budget of {explanation.Budget}, {spectrum.Terms.Count} terms"
        );
        target.WriteLine(
            $"  R2          {Number(score.Held.R2?.Estimate)} on {score.Held.Count} held-out masks without noise"
        );
        target.WriteLine($"  NMSE        {Number(score.Held.Nmse)}");
        target.WriteLine(
            $"  recall      {Number(score.Recall)} of the {score.TrueTerms} true terms, {Number(score.RecallOfTen)} of the ten largest"
        );
        Timings timings = explanation.Timings ?? new Timings(0, 0, 0);
        target.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  seconds     plan {timings.PlanSeconds:0.000}, evaluate {timings.EvaluateSeconds:0.000}, recover {timings.RecoverSeconds:0.000}"
            )
        );
        target.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  processor   plan {clock.PlanSeconds:0.000}, evaluate {clock.EvaluateSeconds:0.000}, recover {clock.RecoverSeconds:0.000}"
            )
        );
        if (explanation.Outputs[0].Trust.NearWhole?.Sentence is { } near)
        {
            target.WriteLine($"  near whole  {near}");
        }

        foreach (string note in explanation.Notes.Distinct(StringComparer.Ordinal))
        {
            target.WriteLine($"  note        {note}");
        }

        PrintRounds(explanation, target);
        PrintTerms(game, spectrum, top, target);
    }

    private static void PrintRounds(Explanation explanation, TextWriter target)
    {
        foreach (Round round in explanation.Rounds)
        {
            target.WriteLine(
                $"  round       {round.Ablations} ablations, R2 {(round.Scores[0].R2 is Interval r2 ? RoundLines.Range(r2) : "unknown")}"
            );
        }

        if (explanation.Rounds.Count > 0)
        {
            target.WriteLine($"  price       {explanation.Rounds[^1].NextPointInWords(0)}");
        }
    }

    private static void PrintTerms(Game game, Spectrum spectrum, int top, TextWriter target)
    {
        SpectrumTerm[] terms = [.. spectrum.TopTerms(top)];
        if (terms.Length == 0)
        {
            return;
        }

        var truth = game.TopFourier.ToDictionary(
            static term => term.Parts,
            static term => term.Coefficient
        );
        target.WriteLine("  strongest Fourier terms, found | true:");
        foreach (
            string line in AlignedText.Align(
                terms,
                [
                    static term => term.Parts.ToString(),
                    static term => Found(term),
                    term =>
                        truth.TryGetValue(term.Parts, out double coefficient)
                            ? $"| {Figures.Signed(coefficient)}"
                            : "| not listed",
                ],
                rightAligned: 1
            )
        )
        {
            target.WriteLine($"    {line}".TrimEnd());
        }
    }

    private static string Found(SpectrumTerm term) =>
        term.StandardError is double error
            ? $"{Figures.Signed(term.Coefficient)} ± {Figures.Plain(error)}"
            : Figures.Signed(term.Coefficient);

    private static string Number(double? value) =>
        value?.ToString("0.000000", CultureInfo.InvariantCulture) ?? "unknown";
}

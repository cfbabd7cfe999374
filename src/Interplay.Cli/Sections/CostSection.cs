using Interplay.Cli.Terminal;
using Interplay.Interactions.Trust;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>What the explanation cost and what the method did.</summary>
internal static class CostSection
{
    /// <summary>The last notes tell what was chosen; earlier ones what was weighed.</summary>
    private const int MostNotes = 3;

    public static void Print(Screen screen, Explanation explanation)
    {
        int learned = explanation.Ablations - explanation.HeldOut - explanation.NearWhole;
        string seconds = explanation.Timings is { } timings
            ? $" Plan {Figures.Seconds(timings.PlanSeconds)}, ask the model {Figures.Seconds(timings.EvaluateSeconds)}, recover {Figures.Seconds(timings.RecoverSeconds)}."
            : "";
        screen.Paragraph(
            "Cost: ",
            $"{explanation.Ablations} distinct ablations of a budget of {explanation.Budget}, {learned} to learn{(explanation.NearWhole > 0 ? "," : " and")} {explanation.HeldOut} to check{(explanation.NearWhole > 0 ? $" and {explanation.NearWhole} to check near the whole input" : "")}.{Drawn(explanation)}{seconds}"
        );
        string[] notes = [.. explanation.Notes.Distinct(StringComparer.Ordinal)];
        int hidden = Math.Max(0, notes.Length - MostNotes);
        screen.Paragraph(
            "Method: ",
            $"{explanation.Method}, seed {explanation.Seed}.{(hidden > 0 ? $" The last {MostNotes} of its {notes.Length} notes (--json saves all):" : "")}"
        );
        foreach (string note in notes.Skip(hidden))
        {
            screen.Paragraph("", note, indent: 2, style: new Style(decoration: Decoration.Dim));
        }
    }

    /// <summary>Which masks these were, where they are not the usual ones.</summary>
    private static string Drawn(Explanation explanation) =>
        explanation.KeptShare == 0.5
        || explanation.Outputs[0].Trust.Verdict.Kind == VerdictKind.Complete
            ? ""
            : $" They were drawn with {MaskWords.Kept(explanation.KeptShare)}.";
}

using System.Globalization;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Explain.Models;

/// <summary>Parts removed for good: what each rule leaves of the output.</summary>
internal static class PruningSection
{
    private const int MostNamed = 12;

    private static readonly string[] Rules =
    [
        "best with interactions",
        "least useful one by one",
        "weakest one by one",
        "cheapest to remove alone",
    ];

    public static void Print(Screen screen, Explanation explanation, PartNames names)
    {
        if (explanation.Pruning is not { } pruning)
        {
            return;
        }

        string test = pruning.WholeOnTest is { } whole
            ? $", {Figures.Signed(whole)} on the test prompts"
            : "";
        screen.Paragraph(
            "Parts removed for good",
            $", so that \"{pruning.Output}\" stays as {(pruning.Minimise ? "small" : "great")} as possible ({Figures.Signed(pruning.Whole)} with the whole model{test}). Predicted by what was found, then measured on the model."
        );
        var rows = new List<(int Count, bool IsFirst, PruningChoice Choice)>();
        foreach (PruningLevel level in pruning.Levels)
        {
            rows.AddRange(level.Choices.Select((choice, i) => (level.Removed, i == 0, choice)));
        }

        screen.Out.WriteLine(
            $"  {"remove", 6}  {"", -24}  {"predicted", 9}  {"measured", 9}  {(pruning.WholeOnTest is null ? "" : $"{"on test", 9}")}".TrimEnd()
        );
        foreach ((int count, bool isFirst, PruningChoice choice) in rows)
        {
            screen.Out.WriteLine(
                $"  {(isFirst ? $"{count}" : ""), 6}  {Rules[(int)choice.Rule], -24}  {Figures.Signed(choice.Predicted), 9}  {Figures.Signed(choice.Measured), 9}  {(choice.OnTest is { } value ? $"{Figures.Signed(value), 9}" : "")}".TrimEnd()
            );
        }

        screen.Blank();
        foreach (PruningLevel level in pruning.Levels)
        {
            PruningChoice best = level.Choices[0];
            screen.Paragraph(
                "",
                $"Best {level.Removed} to remove{(best.IsProven == false ? " (of those searched; not proven)" : "")}: {string.Join(", ", best.Parts.Parts.ToArray().Take(MostNamed).Select(part => names[part]))}{(best.Parts.Order > MostNamed ? $" and {best.Parts.Order - MostNamed} more (--json has all)" : "")}.{(best.InteractionWeight is { } weight and < 1 ? $" Interactions count {weight.ToString("0.#", CultureInfo.InvariantCulture)} here: between groups of the prompts no more of them carries over." : "")}"
            );
        }

        screen.Blank();
    }
}

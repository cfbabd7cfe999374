using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>What each round cost and how well it predicted, and what more would cost.</summary>
internal static class RoundsSection
{
    public static void Print(Screen screen, Explanation explanation, int output)
    {
        if (explanation.Rounds.Count == 0)
        {
            return;
        }

        screen.Paragraph("Rounds", ": each keeps the masks of those before.");
        IReadOnlyList<double> seconds = explanation.Timings?.RoundSeconds ?? [];
        string[][] rows =
        [
            ["ablations", "R2", "90 % interval", seconds.Count > 0 ? "seconds" : ""],
            .. explanation.Rounds.Select(
                (round, place) => Row(round, output, place < seconds.Count ? seconds[place] : null)
            ),
        ];
        foreach (
            string line in AlignedText.Align(
                rows,
                [
                    static row => row[0],
                    static row => $" {row[1]}",
                    static row => $" {row[2]}",
                    static row => $" {row[3]}",
                ],
                rightAligned: 0
            )
        )
        {
            screen.Out.WriteLine($"  {line}".TrimEnd());
        }

        screen.Paragraph("", explanation.Rounds[^1].NextPointInWords(output), indent: 2);
        screen.Blank();
    }

    private static string[] Row(Round round, int output, double? seconds) =>
        [
            $"{round.Ablations}",
            round.Scores[output].R2 is Interval r2 ? Figures.R2(r2.Estimate) : "unknown",
            round.Scores[output].R2 is Interval range
                ? $"{Figures.R2(range.Low)} to {Figures.R2(range.High)}"
                : "",
            seconds is double time ? Figures.Seconds(time) : "",
        ];
}

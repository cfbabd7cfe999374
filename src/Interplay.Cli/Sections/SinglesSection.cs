using Interplay.Cli.Terminal;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>What the model really gives without single parts, those first whose loss changes the whole input most.</summary>
internal static class SinglesSection
{
    private const int MostListed = 5;

    public static void Print(Screen screen, ExplainedOutput output, PartNames names)
    {
        if (output is not { Ends.All: double whole, Singles: { } singles })
        {
            return;
        }

        IReadOnlyList<int> ranked = singles.ByLoss(whole);
        if (ranked.Count == 0)
        {
            return;
        }

        int[] shown = [.. ranked.Take(MostListed)];
        string format = Figures.FormatFor(
            shown.Max(part => Math.Max(Math.Abs(singles.Without[part]!.Value), Math.Abs(whole)))
        );
        screen.Paragraph(
            "Without one part",
            $", all others kept (asked, not predicted; the whole gives {Figures.Signed(whole, format)}): {string.Join(", ", shown.Select(part => $"{Figures.Signed(singles.Without[part]!.Value, format)} without {names[part]}"))}{(shown.Length < ranked.Count ? $"; the other {ranked.Count - shown.Length} that were asked change it less" : "")}."
        );
        screen.Blank();
    }
}

using Interplay.Cli.Terminal;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>What the model really gives without single parts, those first whose loss changes the whole input most: a line under what parts do on average.</summary>
internal static class SinglesSection
{
    private const int MostListed = 3;

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
            "Left out alone",
            $" (asked, not predicted; {Figures.Signed(whole, format)} with all): {string.Join(", ", shown.Select(part => $"{names[part]} {Figures.Signed(singles.Without[part]!.Value, format)}"))}."
        );
    }
}

using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>How much of the variation each order explains, by Parseval the energy of its terms.</summary>
internal static class EnergySection
{
    private const int BarWidth = 40;
    private const int MostOrders = 5;

    public static void Print(Screen screen, Explanation explanation, ExplainedOutput output)
    {
        var spectrum = CentredTerms.NormalisedOf(output.Spectrum, explanation.KeptShare);
        double variance = spectrum.Variance;
        // Shares of what predicts nothing are shares of nothing.
        if (variance == 0 || output.Trust.PredictsNothing)
        {
            return;
        }

        screen.Paragraph(
            "Where the variation is",
            $", {(explanation.KeptShare == 0.5 ? "as parts are kept or taken away at random" : MaskWords.Kept(explanation.KeptShare))} (share of the variance):"
        );
        double[] energy = spectrum.EnergyByOrder();
        for (int order = 1; order < Math.Min(energy.Length, MostOrders); order++)
        {
            Line(screen, Name(order), energy[order] / variance);
        }

        if (energy.Length > MostOrders)
        {
            Line(screen, "larger sets", energy[MostOrders..].Sum() / variance);
        }

        screen.Blank();
    }

    private static void Line(Screen screen, string name, double share) =>
        screen.Out.WriteLine(
            $"  {name, -12} {Figures.Percent(share), 7} {Figures.Bar(share, BarWidth)}".TrimEnd()
        );

    private static string Name(int order) =>
        order switch
        {
            1 => "single parts",
            2 => "pairs",
            3 => "triples",
            _ => $"sets of {order}",
        };
}

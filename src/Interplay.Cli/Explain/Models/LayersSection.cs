using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Explain.Models;

/// <summary>How the variation lies among the layers: parts on their own, together within a layer, together across layers.</summary>
internal static class LayersSection
{
    private const int MostLayers = 48;
    private const int BarWidth = 30;

    public static void Print(Screen screen, Explanation explanation, ExplainedOutput output)
    {
        int[] layers = [.. explanation.Parts.Select(static part => part.Place!.Layer)];
        var spectrum = CentredTerms.NormalisedOf(output.Spectrum, explanation.KeptShare);
        double variance = spectrum.Variance;
        if (variance == 0 || layers.Distinct().Count() < 2)
        {
            return;
        }

        var energy = LayerEnergy.Of(spectrum, layers);
        screen.Paragraph(
            "In which layers",
            $" (share of the variance): single parts {Figures.Percent(energy.Single.Sum() / variance)}, sets within a layer {Figures.Percent(energy.Within.Sum() / variance)}, sets across layers {Figures.Percent(energy.Across / variance)}."
        );
        for (int layer = 0; layer < Math.Min(energy.Single.Count, MostLayers); layer++)
        {
            double single = energy.Single[layer] / variance;
            double within = energy.Within[layer] / variance;
            screen.Out.WriteLine(
                $"  L{layer, -3} single {Figures.Percent(single), 7}  within {Figures.Percent(within), 7}  {Figures.Bar(single + within, BarWidth)}".TrimEnd()
            );
        }

        for (int span = 1; span < Math.Min(energy.AcrossBySpan.Count, MostLayers); span++)
        {
            double share = energy.AcrossBySpan[span] / variance;
            screen.Out.WriteLine(
                $"  across {span} layer{(span == 1 ? " " : "s")} {"", 15} {Figures.Percent(share), 7}  {Figures.Bar(share, BarWidth)}".TrimEnd()
            );
        }

        screen.Blank();
    }
}

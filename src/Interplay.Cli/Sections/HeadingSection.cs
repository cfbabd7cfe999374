using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>What was explained, and what the model says of it.</summary>
internal static class HeadingSection
{
    public static void Print(Screen screen, Explanation explanation, ExplainedOutput output)
    {
        double value =
            output.Ends?.All ?? output.Spectrum.Evaluate(Mask.Full(explanation.PartCount).Words);
        // Values that came from a table hold no whole input: what is said of it is then a prediction.
        string predicted = output.Ends?.All is null ? " (as predicted)" : "";
        string kind = explanation.Parts[0].Start is null ? "parts" : "parts of a text";
        screen.Paragraph(
            "",
            $"{explanation.PartCount} {kind}, output \"{output.Name}\"; each part was kept or taken away, {explanation.Ablations} combinations in all."
        );
        if (Readout.From(explanation.Manifest.Request) is { } readout)
        {
            (string label, double probability) = readout.Read(value);
            screen.Paragraph(
                $"The model says{predicted}: {label}, {Figures.Probability(probability)}",
                $"  ({Figures.Signed(value)} log-odds of {readout.Positive}, the unit of all effects below)"
            );
        }
        else
        {
            screen.Paragraph($"The whole input gives{predicted}: {Figures.Signed(value)}", "");
        }

        screen.Blank();
    }
}

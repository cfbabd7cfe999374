using Interplay.Cli.Inputs;
using Interplay.Masks;
using Interplay.Reports;

namespace Interplay.Cli.Terminal;

/// <summary>What was explained, and what the model says of it.</summary>
internal static class HeadingSection
{
    public static void Print(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        double? measured
    )
    {
        double value = measured ?? output.Spectrum.Evaluate(Mask.Full(explanation.PartCount).Words);
        // A saved explanation has no model at hand: what it says of the whole input is then its own prediction.
        string subject = measured is null ? "The model says (as predicted): " : "The model says: ";
        string kind = explanation.Parts[0].Start is null ? "parts" : "parts of a text";
        screen.Paragraph(
            "",
            $"{explanation.PartCount} {kind}, output \"{output.Name}\"; each part was kept or taken away, {explanation.Ablations} combinations in all."
        );
        screen.Paragraph(subject + Says(explanation, value), Unit(explanation, value));
        screen.Blank();
    }

    private static string Says(Explanation explanation, double value)
    {
        if (Readout.From(explanation.Manifest.Request) is not { } readout)
        {
            return Figures.Signed(value);
        }

        (string label, double probability) = readout.Read(value);
        return $"{label}, {Figures.Probability(probability)}";
    }

    private static string Unit(Explanation explanation, double value) =>
        Readout.From(explanation.Manifest.Request) is { } readout
            ? $"  ({Figures.Signed(value)} log-odds of {readout.Positive}, the unit of all effects below)"
            : " for the whole input";
}

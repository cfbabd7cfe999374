using Interplay.Cli.Terminal;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;

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
            $"{explanation.PartCount} {kind}, output \"{output.Name}\"; {MaskWords.Were(explanation.KeptShare)}, {explanation.Ablations} combinations in all."
        );
        if (explanation.Readout?.Classes is var (positive, negative))
        {
            screen.Paragraph(
                $"The model says{predicted}: {(value >= 0 ? positive : negative)}, {Figures.Probability(1 / (1 + Math.Exp(-Math.Abs(value))))}",
                $"  ({Figures.Signed(value)} log-odds of {positive}, the unit of all effects below)"
            );
        }
        else if (explanation is { Subject: TextSubject, Readout.IsLogOdds: true })
        {
            screen.Paragraph(
                $"The model gives \"{output.Name}\"{predicted}: {Figures.Probability(1 / (1 + Math.Exp(-value)))}",
                $"  ({Figures.Signed(value)} log-odds of {output.Name}, the unit of all effects below)"
            );
        }
        else
        {
            screen.Paragraph($"The whole input gives{predicted}: {Figures.Signed(value)}", "");
        }

        screen.Blank();
    }
}

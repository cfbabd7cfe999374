using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Cli.Explain.Models;

/// <summary>An explanation of a model by its components: what was asked, the grid of layers and heads, which act together, and how far to trust it.</summary>
internal static class ModelReport
{
    public static void Print(
        Screen screen,
        Explanation explanation,
        ModelSubject subject,
        ReportView view
    )
    {
        IReadOnlyList<ExplainedOutput> shown = ShownOutputs.Of(explanation, view.Show);
        var names = new PartNames(explanation.Parts);
        if (subject.Sentence is { } sentence)
        {
            screen.Paragraph("", $"{sentence} {explanation.Ablations} combinations in all.");
            screen.Blank();
        }

        if (view.Show is null && shown.Count > ShownOutputs.MostInFull)
        {
            OutputsSection.Print(screen, explanation, names);
            AcrossOutputsSection.Print(screen, explanation, names, view.Top);
            TrustSection.PrintLeast(screen, explanation.Outputs);
            screen.Blank();
        }
        else
        {
            foreach (ExplainedOutput output in shown)
            {
                Print(screen, explanation, output, names, view);
            }
        }

        PruningSection.Print(screen, explanation, names);
        CostSection.Print(screen, explanation);
    }

    private static void Print(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names,
        ReportView view
    )
    {
        screen.Paragraph(
            $"Output \"{output.Name}\": ",
            EndsLine.Of(explanation, output, "with the whole model", "with all parts removed")
        );
        screen.Blank();
        GridSection.Print(screen, explanation, output, names);
        InteractionsSection.Print(screen, explanation, output, names, view.Top);
        EnergySection.Print(screen, explanation, output);
        LayersSection.Print(screen, explanation, output);
        TrustSection.Print(screen, output.Trust);
        RoundsSection.Print(screen, explanation, explanation.Outputs.ToList().IndexOf(output));
    }
}

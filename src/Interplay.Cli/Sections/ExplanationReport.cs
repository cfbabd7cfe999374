using Interplay.Cli.Terminal;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>
/// An explanation for people: what was explained, which parts matter, which act together, how far to trust it and what it cost. Many outputs, such as
/// the tokens of an answer, come as a table and the strongest interactions of all of them.
/// </summary>
internal static class ExplanationReport
{
    public static void Print(Screen screen, Explanation explanation, ReportView view)
    {
        IReadOnlyList<ExplainedOutput> shown = ShownOutputs.Of(explanation, view.Show);
        var names = new PartNames(explanation.Parts);
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
        HeadingSection.Print(screen, explanation, output);
        PartsSection.Print(screen, explanation, output, names);
        InteractionsSection.Print(screen, explanation, output, names, view.Top);
        EnergySection.Print(screen, explanation, output);
        TrustSection.Print(screen, output.Trust);
        RoundsSection.Print(screen, explanation, explanation.Outputs.ToList().IndexOf(output));
    }
}

using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Cli.Explain.Data;

/// <summary>An explanation of training data: what was retrained, what each part does, which harm, which act together and how, and how far to trust it.</summary>
internal static class DataReport
{
    public static void Print(
        Screen screen,
        Explanation explanation,
        DataSubject subject,
        ReportView view
    )
    {
        IReadOnlyList<ExplainedOutput> shown = ShownOutputs.Of(explanation, view.Show);
        var names = new PartNames(explanation.Parts);
        screen.Paragraph(
            "",
            $"{subject.Sentence} It was trained anew on {explanation.Ablations} subsets, {(explanation.Manifest.Request.GetValueOrDefault("design") == "sized" ? "of all sizes" : MaskWords.Kept(explanation.KeptShare))}."
        );
        screen.Blank();
        if (view.Show is null && shown.Count > ShownOutputs.MostInFull)
        {
            OutputsSection.Print(screen, explanation, names);
            FindingsSection.PrintGroups(screen, explanation, null, names, view.Top);
            FindingsSection.PrintEqual(screen, explanation, names, view.Top);
            TrustSection.PrintLeast(screen, explanation.Outputs);
            TrustSection.PrintRanks(screen, explanation.DatamodelScore);
            screen.Blank();
        }
        else
        {
            foreach (ExplainedOutput output in shown)
            {
                Print(screen, explanation, output, names, view.Top);
            }
        }

        CostSection.Print(screen, explanation);
    }

    private static void Print(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names,
        int top
    )
    {
        screen.Paragraph(
            $"{Capital(output.Name)}: ",
            EndsLine.Of(explanation, output, "with all parts", "without any")
        );
        screen.Blank();
        PartsSection.Print(screen, explanation, output, names);
        if (explanation.Index != InteractionIndex.BII)
        {
            InteractionsSection.Print(screen, explanation, output, names, top);
        }

        FindingsSection.PrintHarmful(screen, explanation, output, names, top);
        FindingsSection.PrintGroups(screen, explanation, output, names, top);
        FindingsSection.PrintEqual(screen, explanation, names, top);
        EnergySection.Print(screen, explanation, output);
        TrustSection.Print(screen, output.Trust);
        TrustSection.PrintRanks(screen, output.Trust.DatamodelScore);
        screen.Blank();
        RoundsSection.Print(screen, explanation, explanation.Outputs.ToList().IndexOf(output));
    }

    private static string Capital(string name) =>
        name.Length == 0 ? name : $"{char.ToUpperInvariant(name[0])}{name[1..]}";
}

using Interplay.Reports;

namespace Interplay.Cli.Terminal;

/// <summary>An explanation for people: what was explained, which parts matter, which act together, how far to trust it and what it cost.</summary>
internal static class Report
{
    public static void Print(Explanation explanation, ReportView view)
    {
        using var screen = new Screen(view.IsPlain);
        var names = new PartNames(explanation.Parts);
        for (int place = 0; place < explanation.Outputs.Count; place++)
        {
            ExplainedOutput output = explanation.Outputs[place];
            HeadingSection.Print(screen, explanation, output, view.Measured);
            PartsSection.Print(screen, explanation, output, names);
            InteractionsSection.Print(screen, output, names, view.Top);
            EnergySection.Print(screen, output.Spectrum);
            TrustSection.Print(screen, output.Trust);
            RoundsSection.Print(screen, explanation, place);
        }

        CostSection.Print(screen, explanation);
    }
}

using System.CommandLine;
using Interplay.Cli.Explain.Data;
using Interplay.Cli.Explain.Models;
using Interplay.Cli.Explain.Rows;
using Interplay.Cli.Options;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Cli.Report;

/// <summary><c>interplay report</c>: a saved explanation again, under its own index or another.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var command = new Command(
            "report",
            "Print a saved explanation again. Another --index or --order is worked out from the stored spectrum; no model is asked."
        );
        Argument<string> file = new("EXPLANATION")
        {
            Description =
                "JSON that 'explain' or 'recover' saved with --json; - reads standard input.",
        };
        var view = new ViewOptions();
        command.Arguments.Add(file);
        view.AddTo(command);
        command.SetAction(
            async (parsed, _) =>
            {
                Explanation explanation = view.Applied(
                    parsed,
                    ExplanationFile.Read(parsed.GetRequiredValue(file))
                );
                await view.DeliverAsync(parsed, explanation, Print);
                return ExitCode.Ok;
            }
        );
        return command;
    }

    private static void Print(Screen screen, Explanation explanation, ReportView view)
    {
        switch (explanation.Subject)
        {
            case DataSubject data:
                DataReport.Print(screen, explanation, data, view);
                break;
            case ModelSubject model:
                ModelReport.Print(screen, explanation, model, view);
                break;
            case RowSubject row:
                RowReport.Print(screen, explanation, row, view);
                break;
            default:
                ExplanationReport.Print(screen, explanation, view);
                break;
        }
    }
}

using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Reports;

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
                Explanation explanation = ExplanationFile.Read(parsed.GetRequiredValue(file));
                await view.DeliverAsync(parsed, view.Applied(parsed, explanation));
                return ExitCode.Ok;
            }
        );
        return command;
    }
}

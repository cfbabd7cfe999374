using System.CommandLine;
using Interplay.Cli.Bench;
using Interplay.Cli.Explain;
using Interplay.Cli.Journal;
using Interplay.Cli.Mcp;
using Interplay.Cli.Models;
using Interplay.Cli.Options;
using Interplay.Cli.Report;
using Interplay.Cli.Tables;

namespace Interplay.Cli;

/// <summary>The verbs.</summary>
internal static class CommandTree
{
    private const string Description = """
        Finds which combinations of parts drive a model's output: words of a text that act together, for instance. It takes parts away, watches the output, and recovers a ranked list of interactions, with error bars and a measured statement of how far to trust them.

        Start with:  interplay explain text "The film is not good but the acting is not bad at all"

        Data go to standard output, messages to standard error.
        Exit codes: 0 done; 2 a wrong option or name; 3 bad data in a file; 4 the budget is too small; 5 the model failed; 6 a file is missing; 70 a bug; 130 interrupted.
        Every error has a name; docs/errors.md explains each.
        """;

    public static RootCommand Create()
    {
        var root = new RootCommand(Description);
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(PlanCommand.Create());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(RecoverCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(JournalCommand.Create());
        root.Subcommands.Add(BenchCommand.Create());
        root.Subcommands.Add(ModelCommand.Create());
        root.Subcommands.Add(ServeModelCommand.Create());
        root.Subcommands.Add(McpCommand.Create());
        root.Options.Add(ScreenOptions.Quiet);
        root.Options.Add(ScreenOptions.NoColor);
        return root;
    }
}

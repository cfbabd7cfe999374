using System.CommandLine;

namespace Interplay.Cli.Bench;

/// <summary><c>interplay bench</c>: how good methods are, measured.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var command = new Command(
            "bench",
            "Measure how faithful methods are on ablation tables or games of your own, and write a page, a plot and the figures."
        );
        command.Subcommands.Add(BenchTablesCommand.Create());
        command.Subcommands.Add(BenchGamesCommand.Create());
        return command;
    }
}

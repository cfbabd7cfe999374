using System.CommandLine;

namespace Interplay.Cli.Journal;

/// <summary><c>interplay journal</c>: what was paid for.</summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        var command = new Command(
            "journal",
            "Look after the journal of ablations already paid for: what is in it and what it cost, tables out of it and into it."
        );
        command.Subcommands.Add(JournalListCommand.Create());
        command.Subcommands.Add(JournalShowCommand.Create());
        command.Subcommands.Add(JournalExportCommand.Create());
        command.Subcommands.Add(JournalImportCommand.Create());
        command.Subcommands.Add(JournalVacuumCommand.Create());
        return command;
    }
}

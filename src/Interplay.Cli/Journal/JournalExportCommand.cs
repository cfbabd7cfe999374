using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Tables;
using Interplay.Cli.Terminal;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Journal;

/// <summary><c>interplay journal export</c>: an ablation table of what was paid for.</summary>
internal static class JournalExportCommand
{
    public static Command Create()
    {
        var command = new Command(
            "export",
            "Write the ablations of one value function as an ablation table, ordered by mask; 'recover' reads it."
        );
        var journal = new JournalOption();
        Argument<string> fingerprint = JournalOption.Fingerprint();
        TargetOption output = TableOptions.Output(
            "The table: .csv, .csv.gz or .parquet; - prints CSV [default: -]"
        );
        command.Arguments.Add(fingerprint);
        command.Options.Add(output);
        journal.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string target = parsed.GetValue(output) ?? TargetFile.Standard;
                TableOptions.CheckName(target);
                await using IDurableJournal opened = await journal.OpenAsync(
                    parsed,
                    mustExist: true,
                    cancellationToken
                );
                string found = await opened.FindAsync(
                    parsed.GetRequiredValue(fingerprint),
                    cancellationToken
                );
                AblationTable table = await opened.ExportAsync(found, cancellationToken);
                await TableOptions.WriteAsync(table, target);
                Messages messages = ScreenOptions.Messages(parsed);
                messages.Note($"{table.Masks.RowCount} ablations exported from {opened.Location}.");
                UncheckedNote.Print(
                    opened.Location,
                    [(await opened.SummaryAsync(found, cancellationToken))!],
                    messages
                );
                return ExitCode.Ok;
            }
        );
        return command;
    }
}

using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Tables;
using Interplay.Cli.Terminal;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Journal;

/// <summary><c>interplay journal import</c>: an ablation table into the journal.</summary>
internal static class JournalImportCommand
{
    public static Command Create()
    {
        var command = new Command(
            "import",
            "Take the rows of an ablation table that have values into the journal. Values that are there already stay."
        );
        var journal = new JournalOption();
        Argument<string> table = TableOptions.Table();
        Option<string> fingerprint = new("--fingerprint")
        {
            HelpName = "FINGERPRINT",
            Required = true,
            Description = "The whole fingerprint of the value function that the values are of.",
        };
        Option<string?> description = new("--description")
        {
            HelpName = "TEXT",
            Description = "What 'journal list' calls it; no secrets.",
        };
        command.Arguments.Add(table);
        command.Options.Add(fingerprint);
        command.Options.Add(description);
        journal.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                AblationTable read = await TableOptions.ReadAsync(
                    parsed.GetRequiredValue(table),
                    null,
                    cancellationToken
                );
                string name = parsed.GetRequiredValue(fingerprint);
                await using IDurableJournal opened = await journal.OpenAsync(
                    parsed,
                    mustExist: false,
                    cancellationToken
                );
                JournalImport brought = await opened.ImportAsync(name, read, cancellationToken);
                if (parsed.GetValue(description) is { } text)
                {
                    await opened.DescribeAsync(name, text, cancellationToken);
                }

                Messages messages = ScreenOptions.Messages(parsed);
                messages.Note(
                    $"{brought.Rows} rows with values read, {brought.New} of them new in {opened.Location}."
                );
                if (brought.Repeats > 0)
                {
                    messages.Note(
                        $"{brought.Repeats} of them are further values of masks that stand more than once; all are kept."
                    );
                }

                if (brought.FirstContradiction is { } contradiction)
                {
                    ErrorLine.Warn(
                        $"{brought.Contradictions} rows contradict what {opened.Location} holds, which stays: {contradiction}."
                    );
                }

                return ExitCode.Ok;
            }
        );
        return command;
    }
}

using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Journal;

/// <summary><c>interplay journal list</c>: one line a value function.</summary>
internal static class JournalListCommand
{
    public static Command Create()
    {
        var command = new Command(
            "list",
            "What the journal holds, one line a value function: ablations, calls, tokens, when, and what it is."
        );
        var journal = new JournalOption();
        TargetOption json = JournalOption.Json("Save the list as JSON; - prints it instead.");
        journal.AddTo(command);
        command.Options.Add(json);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using IDurableJournal opened = await journal.OpenAsync(
                    parsed,
                    mustExist: true,
                    cancellationToken
                );
                IReadOnlyList<JournalSummary> all = await opened.ListAsync(cancellationToken);
                string? target = parsed.GetValue(json);
                if (target is not null)
                {
                    await TargetFile.WriteAsync(
                        target,
                        file => JournalJson.WriteAsync(opened.Location, all, file)
                    );
                }

                if (target is not TargetFile.Standard)
                {
                    JournalText.PrintList(opened.Location, all, SafeOutput.Out);
                }

                UncheckedNote.Print(opened.Location, all, ScreenOptions.Messages(parsed));

                return ExitCode.Ok;
            }
        );
        return command;
    }
}

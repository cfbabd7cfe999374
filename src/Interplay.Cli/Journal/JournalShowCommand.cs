using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Journal;

/// <summary><c>interplay journal show</c>: all about one value function.</summary>
internal static class JournalShowCommand
{
    public static Command Create()
    {
        var command = new Command(
            "show",
            "All about one value function of the journal: its outputs, what it cost and when."
        );
        var journal = new JournalOption();
        Argument<string> fingerprint = JournalOption.Fingerprint();
        TargetOption json = JournalOption.Json("Save it as JSON; - prints it instead.");
        command.Arguments.Add(fingerprint);
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
                string found = await opened.FindAsync(
                    parsed.GetRequiredValue(fingerprint),
                    cancellationToken
                );
                JournalSummary summary = (await opened.SummaryAsync(found, cancellationToken))!;
                string? target = parsed.GetValue(json);
                if (target is not null)
                {
                    await TargetFile.WriteAsync(
                        target,
                        file => JournalJson.WriteAsync(summary, file)
                    );
                }

                if (target is not TargetFile.Standard)
                {
                    JournalText.Print(summary, SafeOutput.Out);
                }

                return ExitCode.Ok;
            }
        );
        return command;
    }
}

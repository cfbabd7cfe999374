using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Journal;

/// <summary><c>interplay journal vacuum</c>: deletes what is named and gives space back.</summary>
internal static class JournalVacuumCommand
{
    public static Command Create()
    {
        var command = new Command(
            "vacuum",
            "Give unused space back to the disk; with --delete, of value functions that are not needed any more."
        );
        var journal = new JournalOption();
        Option<string[]> delete = new("--delete")
        {
            HelpName = "FINGERPRINT",
            Description =
                "Delete the ablations under this fingerprint (or the beginning of it) first; they would have to be paid for again. May be given more than once.",
        };
        command.Options.Add(delete);
        journal.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using IDurableJournal opened = await journal.OpenAsync(
                    parsed,
                    mustExist: true,
                    cancellationToken
                );
                // All are looked up before one is deleted: a wrong name deletes nothing.
                var named = new List<string>();
                foreach (string prefix in parsed.GetValue(delete) ?? [])
                {
                    named.Add(await opened.FindAsync(prefix, cancellationToken));
                }

                foreach (string fingerprint in named)
                {
                    await opened.DeleteAsync(fingerprint, cancellationToken);
                }

                JournalSize size = await opened.VacuumAsync(cancellationToken);
                ScreenOptions
                    .Messages(parsed)
                    .Note(
                        $"{named.Count} fingerprints deleted; {opened.Location} takes {size.After} bytes, {size.Before} before."
                    );
                return ExitCode.Ok;
            }
        );
        return command;
    }
}

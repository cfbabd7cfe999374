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
                "Delete the ablations under this fingerprint (or the beginning of it) first; they would have to be paid for again. May be given more than once. Asks before it does, or needs --yes.",
        };
        Option<bool> damaged = new("--damaged")
        {
            Description =
                "Delete the rows first that do not fit their checksums; they will be asked for again. Asks before it does, or needs --yes.",
        };
        Option<bool> yes = new("--yes", "-y") { Description = "Delete without asking." };
        command.Options.Add(delete);
        command.Options.Add(damaged);
        command.Options.Add(yes);
        journal.AddTo(command);
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                string[] prefixes = parsed.GetValue(delete) ?? [];
                if (prefixes.Any(string.IsNullOrWhiteSpace))
                {
                    throw new InterplayException(
                        ErrorKind.Request,
                        "fingerprint-empty",
                        "--delete wants the beginning of a fingerprint; found an empty one, which would be every fingerprint. Nothing was deleted."
                    );
                }

                await using IDurableJournal opened = await journal.OpenAsync(
                    parsed,
                    mustExist: true,
                    cancellationToken
                );
                Messages messages = ScreenOptions.Messages(parsed);
                // All are looked up before one is deleted: a wrong name deletes nothing.
                var named = new List<string>();
                foreach (string prefix in prefixes)
                {
                    named.Add(await opened.FindAsync(prefix, cancellationToken));
                }

                if (
                    (named.Count > 0 || parsed.GetValue(damaged))
                    && !parsed.GetValue(yes)
                    && !Confirmed(named, opened.Location)
                )
                {
                    throw new InterplayException(
                        ErrorKind.Request,
                        "deletion-unconfirmed",
                        $"Ablations that are deleted from {opened.Location} have to be paid for again. Say --yes to delete them; nothing was deleted."
                    );
                }

                if (parsed.GetValue(damaged))
                {
                    messages.Note(
                        $"{await opened.DropDamagedAsync(cancellationToken)} damaged rows deleted."
                    );
                }

                foreach (string fingerprint in named)
                {
                    await opened.DeleteAsync(fingerprint, cancellationToken);
                }

                JournalSize size = await opened.VacuumAsync(cancellationToken);
                messages.Note(
                    $"{named.Count} fingerprints deleted; {opened.Location} takes {size.After} bytes, {size.Before} before."
                );
                return ExitCode.Ok;
            }
        );
        return command;
    }

    /// <summary>Asks a person; where nobody can answer, the answer is no.</summary>
    private static bool Confirmed(List<string> named, string location)
    {
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            return false;
        }

        SafeOutput.Error.Write(
            $"Delete {(named.Count == 0 ? "damaged rows" : string.Join(", ", named))} from {location}? [y/N] "
        );
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }
}

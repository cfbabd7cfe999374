using Interplay.Cli.Terminal;
using Interplay.Storage.Stored;

namespace Interplay.Cli.Journal;

/// <summary>Says what no checksum vouches for.</summary>
internal static class UncheckedNote
{
    public static void Print(
        string location,
        IEnumerable<JournalSummary> summaries,
        Messages messages
    )
    {
        long number = summaries.Sum(static summary => summary.Unchecked);
        if (number > 0)
        {
            messages.Note(
                $"{number} values in {location} were written by a version without checksums and are unchecked: damage done to them before would not show."
            );
        }
    }
}

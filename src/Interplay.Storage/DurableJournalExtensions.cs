using Interplay.Masks;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Storage;

/// <summary>What can be done with any journal: finding what is in it by the beginning of a fingerprint, and ablation tables out of it and into it.</summary>
public static class DurableJournalExtensions
{
    /// <summary>The fingerprint that begins with <paramref name="prefix"/>.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="prefix">Beginning of a fingerprint; empty where the journal holds only one.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <exception cref="InterplayException"><c>fingerprint-unknown</c> or <c>fingerprint-ambiguous</c>.</exception>
    public static async Task<string> FindAsync(
        this IDurableJournal journal,
        string prefix,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(journal);
        IReadOnlyList<string> found = await journal.FingerprintsAsync(prefix, cancellationToken);
        return found switch
        {
            [string only] => only,
            [] => throw Unknown(journal, prefix),
            // A whole fingerprint is meant even when it is the beginning of another.
            _ when found.Contains(prefix, StringComparer.Ordinal) => prefix,
            _ => throw new InterplayException(
                ErrorKind.Request,
                "fingerprint-ambiguous",
                $"{found.Count} fingerprints of the journal {journal.Location} begin with '{prefix}', such as {found[0]} and {found[1]}; give more digits of one."
            ),
        };
    }

    /// <summary>All ablations under a fingerprint as a table, each value of a mask a row, in the order of their masks, all as train rows.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="fingerprint">The whole fingerprint.</param>
    /// <param name="cancellationToken">Stops the export.</param>
    /// <exception cref="InterplayException"><c>fingerprint-unknown</c>.</exception>
    public static async Task<AblationTable> ExportAsync(
        this IDurableJournal journal,
        string fingerprint,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(journal);
        JournalSummary summary =
            await journal.SummaryAsync(fingerprint, cancellationToken)
            ?? throw Unknown(journal, fingerprint);
        var masks = new List<Mask>();
        var values = new List<double>();
        await foreach (JournalEntry entry in journal.EntriesAsync(fingerprint, cancellationToken))
        {
            masks.Add(entry.Mask);
            values.AddRange(entry.Values.Span);
        }

        bool[] filled = new bool[masks.Count];
        Array.Fill(filled, true);
        return new AblationTable(
            MaskMatrix.Create(
                masks.Count,
                summary.Subject.PartCount,
                (row, words) => masks[row].Words.CopyTo(words)
            ),
            summary.Subject.Outputs,
            new TableSplit[masks.Count],
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values),
            filled
        );
    }

    /// <summary>
    /// Takes the rows of a table that have values into the journal, under a fingerprint; a mask that stands more than once has several values. What was there
    /// stays as it is, and what contradicts it is named.
    /// </summary>
    /// <param name="journal">The journal.</param>
    /// <param name="fingerprint">Fingerprint of the value function that the values are of.</param>
    /// <param name="table">The table; its splits are not kept.</param>
    /// <param name="cancellationToken">Stops the import; nothing is kept then.</param>
    /// <exception cref="InterplayException"><c>value-missing</c>: no row has values. <c>journal-mismatch</c>: they are of other parts or outputs.</exception>
    public static async Task<JournalImport> ImportAsync(
        this IDurableJournal journal,
        string fingerprint,
        AblationTable table,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(table);
        int[] rows = [.. Enumerable.Range(0, table.Masks.RowCount).Where(table.IsFilled)];
        if (rows.Length == 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "value-missing",
                $"None of the {table.Masks.RowCount} rows of the ablation table has values; there is nothing to import."
            );
        }

        Ablations ablations = table.Ablations(rows);
        await journal.BeginAsync(
            new JournalSubject(fingerprint, table.Masks.PartCount, table.Outputs),
            cancellationToken
        );
        var rowsOf = new Dictionary<(int Mask, int Repeat), int>();
        var index = MaskIndex.Over(ablations.Masks);
        var counts = new int[index.Count];
        for (int row = 0; row < rows.Length; row++)
        {
            int mask = index.Find(ablations.Masks.Row(row));
            rowsOf.Add((mask, counts[mask]++), row);
        }

        int known = 0;
        int contradictions = 0;
        string? first = null;
        await foreach (JournalEntry entry in journal.EntriesAsync(fingerprint, cancellationToken))
        {
            if (!rowsOf.TryGetValue((index.Find(entry.Mask.Words), entry.Repeat), out int row))
            {
                continue;
            }

            known++;
            ReadOnlySpan<double> brought = ablations.Values.Span.Slice(
                row * table.Outputs.Count,
                table.Outputs.Count
            );
            int other = brought.CommonPrefixLength(entry.Values.Span);
            if (other < brought.Length)
            {
                contradictions++;
                first ??= string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"mask {entry.Mask} has {entry.Values.Span[other]:R} in the journal and {brought[other]:R} in the table"
                );
            }
        }

        await journal.AppendRepeatsAsync(
            fingerprint,
            ablations.Masks,
            ablations.Values,
            cancellationToken: cancellationToken
        );
        return new JournalImport(rows.Length, rows.Length - known)
        {
            Repeats = rows.Length - index.Count,
            Contradictions = contradictions,
            FirstContradiction = first,
        };
    }

    internal static InterplayException Unknown(IDurableJournal journal, string fingerprint) =>
        new(
            ErrorKind.Request,
            "fingerprint-unknown",
            fingerprint.Length == 0
                ? $"The journal {journal.Location} holds nothing yet."
                : $"The journal {journal.Location} knows no fingerprint that begins with '{fingerprint}'."
        );
}

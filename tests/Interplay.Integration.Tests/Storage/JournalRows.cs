using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Storage;

/// <summary>Ablations of the tests, and what a journal makes of them.</summary>
internal static class JournalRows
{
    public static JournalSubject Subject(string fingerprint, int parts = 70, int outputs = 2) =>
        new(fingerprint, parts, [.. Enumerable.Range(0, outputs).Select(static i => $"out {i}")]);

    public static MaskMatrix Masks(int rows, ulong seed, int parts = 70) =>
        MaskIndex.Over(UniformDesign.Draw(parts, rows, new SeededRandom(seed))).ToMatrix();

    /// <summary>Values that a mask determines.</summary>
    public static double[] Values(MaskMatrix masks, int outputs = 2, double shift = 0)
    {
        var values = new double[masks.RowCount * outputs];
        for (int row = 0; row < masks.RowCount; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                values[row * outputs + output] =
                    shift + output + (double)(masks.Row(row)[0] % 1000003) / 7;
            }
        }

        return values;
    }

    public static async Task<(bool[] Found, double[] Values)> ReadAsync(
        IJournal journal,
        string fingerprint,
        MaskMatrix masks,
        int outputs = 2
    )
    {
        var found = new bool[masks.RowCount];
        var values = new double[masks.RowCount * outputs];
        await journal.ReadAsync(
            fingerprint,
            masks,
            values,
            found,
            TestContext.Current.CancellationToken
        );
        return (found, values);
    }

    public static async Task<List<JournalEntry>> EntriesAsync(
        IDurableJournal journal,
        string fingerprint
    )
    {
        var entries = new List<JournalEntry>();
        await foreach (
            JournalEntry entry in journal.EntriesAsync(
                fingerprint,
                TestContext.Current.CancellationToken
            )
        )
        {
            entries.Add(entry);
        }

        return entries;
    }
}

using Interplay.Masks;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Integration.Tests.Storage;

/// <summary>What <see cref="JournalWriter"/> runs in a process of its own; no test by itself.</summary>
public sealed class JournalWriterProgram
{
    internal const string Address = "INTERPLAY_TEST_WRITER_ADDRESS";
    internal const string Notes = "INTERPLAY_TEST_WRITER_NOTES";
    internal const string Seed = "INTERPLAY_TEST_WRITER_SEED";

    [Fact(Explicit = true)]
    public async Task Append_until_killed()
    {
        string? address = Environment.GetEnvironmentVariable(Address);
        Assert.SkipWhen(address is null, "Only the tests of journals run it.");
        MaskMatrix rows = JournalWriter.Rows(
            ulong.Parse(Environment.GetEnvironmentVariable(Seed)!)
        );
        CancellationToken token = TestContext.Current.CancellationToken;
        await using IDurableJournal journal = await Journals.OpenAsync(
            address,
            cancellationToken: token
        );
        await journal.BeginAsync(JournalRows.Subject(JournalWriter.Fingerprint), token);
        await using var notes = new FileStream(
            Environment.GetEnvironmentVariable(Notes)!,
            FileMode.Create,
            FileAccess.Write,
            FileShare.ReadWrite,
            bufferSize: 0
        );
        for (int row = 0; row < rows.RowCount; row++)
        {
            MaskMatrix one = rows.Slice(row, 1);
            await journal.AppendAsync(
                JournalWriter.Fingerprint,
                one,
                JournalRows.Values(one),
                cancellationToken: token
            );
            notes.WriteByte((byte)'.');
            // As a model's answers take time, so that another process has its turn at the file, and rows are left when it has started.
            await Task.Delay(1, token);
        }
    }
}

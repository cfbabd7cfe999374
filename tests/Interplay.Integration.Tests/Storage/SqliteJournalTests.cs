using Interplay.Masks;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Microsoft.Data.Sqlite;

namespace Interplay.Integration.Tests.Storage;

/// <summary>The suite against SQLite, and what only a file can suffer.</summary>
public sealed class SqliteJournalTests : JournalSuite, IDisposable
{
    private readonly Cli.TempFolder _folder = new();
    private int _files;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    protected override Task<string> NewAddressAsync() =>
        Task.FromResult(_folder[$"{_files++}.journal"]);

    [Fact]
    public async Task A_closed_journal_is_one_file_that_can_be_copied()
    {
        string address = await WithRowsAsync(500);
        Assert.Equal([Path.GetFileName(address)], _folder.Files());
        string copy = _folder["copy.journal"];
        File.Copy(address, copy);
        await using IDurableJournal journal = await OpenAsync(copy);
        Assert.Equal(500, (await journal.SummaryAsync("f", Token))!.Ablations);
    }

    [Fact]
    public async Task A_file_that_is_no_journal_is_refused_and_left_as_it_is()
    {
        string text = _folder.With("text.journal", new string('x', 5000));
        string notes = _folder.With("short.journal", "notes");
        string other = _folder["other.journal"];
        await ExecuteAsync(other, "CREATE TABLE t (x)");
        string empty = _folder.With("empty.journal", "");
        foreach (string path in (string[])[text, notes, other])
        {
            byte[] before = await File.ReadAllBytesAsync(path, Token);
            await NamedAsync("journal-malformed", () => OpenAsync(path));
            Assert.Equal(before, await File.ReadAllBytesAsync(path, Token));
        }

        var mustExist = new JournalOptions { MustExist = true };
        await NamedAsync("journal-missing", () => Journals.OpenAsync(empty, mustExist, Token));
        await NamedAsync(
            "journal-missing",
            () => Journals.OpenAsync(_folder["none.journal"], mustExist, Token)
        );
        await NamedAsync(
            "journal-unavailable",
            () => OpenAsync(Path.Combine(_folder["no-such-folder"], "x.journal"))
        );
        await NamedAsync("journal-unavailable", () => OpenAsync(Path.GetTempPath()));
        await NamedAsync(
            "option-out-of-range",
            () => Journals.OpenAsync(empty, new JournalOptions { Patience = TimeSpan.Zero }, Token)
        );
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public async Task A_truncated_journal_is_a_named_error(double share)
    {
        string address = await WithRowsAsync(2000);
        byte[] whole = await File.ReadAllBytesAsync(address, Token);
        byte[] cut = whole[..(int)(whole.Length * share)];
        await File.WriteAllBytesAsync(address, cut, Token);
        await NamedAsync("journal-malformed", () => OpenAsync(address));
        Assert.Equal(cut, await File.ReadAllBytesAsync(address, Token));
    }

    [Fact]
    public async Task Overwritten_pages_are_a_named_error_or_harmless()
    {
        string address = await WithRowsAsync(500);
        byte[] whole = await File.ReadAllBytesAsync(address, Token);
        var random = new SeededRandom(11);
        for (int attempt = 0; attempt < 40; attempt++)
        {
            byte[] damaged = [.. whole];
            int start = 100 + random.NextInt(whole.Length - 200);
            for (int i = 0; i < 64; i++)
            {
                damaged[start + i] = (byte)random.NextInt(256);
            }

            string path = _folder[$"damaged-{attempt}.journal"];
            await File.WriteAllBytesAsync(path, damaged, Token);
            try
            {
                await using IDurableJournal journal = await OpenAsync(path);
                await JournalRows.EntriesAsync(journal, "f");
                await journal.ListAsync(Token);
            }
            catch (InterplayException error)
            {
                Assert.True(
                    error.Name.StartsWith("journal-", StringComparison.Ordinal),
                    $"attempt {attempt}: {error.Name}"
                );
            }
        }
    }

    [Theory]
    [InlineData("PRAGMA user_version = 99", "journal-version")]
    [InlineData("PRAGMA user_version = 0", "journal-malformed")]
    [InlineData("PRAGMA application_id = 7", "journal-malformed")]
    [InlineData("UPDATE subjects SET outputs = '[1'", "journal-malformed")]
    [InlineData("UPDATE subjects SET outputs = '{}'", "journal-malformed")]
    [InlineData("UPDATE subjects SET part_count = -5", "journal-malformed")]
    [InlineData("UPDATE ablations SET output_values = x'00'", "journal-malformed")]
    [InlineData(
        "UPDATE ablations SET output_values = x'000000000000f87f000000000000f87f'",
        "journal-malformed"
    )]
    [InlineData("UPDATE ablations SET mask = x'0102'", "journal-malformed")]
    [InlineData("UPDATE ablations SET mask = x'ffffffffffffffffff'", "journal-malformed")]
    [InlineData("DROP TABLE ablations", "journal-malformed")]
    public async Task A_damaged_journal_is_a_named_error(string damage, string name)
    {
        string address = await WithRowsAsync(1);
        await ExecuteAsync(address, damage);
        await NamedAsync(
            name,
            async () =>
            {
                await using IDurableJournal journal = await OpenAsync(address);
                await JournalRows.EntriesAsync(journal, "f");
            }
        );
    }

    [Fact]
    public async Task One_damaged_row_does_not_take_the_others_with_it()
    {
        string address = await WithRowsAsync(20);
        MaskMatrix masks = JournalRows.Masks(20, seed: 1);
        await ExecuteAsync(
            address,
            "UPDATE ablations SET output_values = x'00' WHERE mask = (SELECT min(mask) FROM ablations)"
        );
        await using IDurableJournal journal = await OpenAsync(address);
        int whole = 0;
        for (int row = 0; row < masks.RowCount; row++)
        {
            try
            {
                whole += (await JournalRows.ReadAsync(journal, "f", masks.Slice(row, 1))).Found[0]
                    ? 1
                    : 0;
            }
            catch (InterplayException error)
            {
                Assert.Equal("journal-malformed", error.Name);
                Assert.Contains(
                    masks.GetMask(row).ToString(),
                    error.Message,
                    StringComparison.Ordinal
                );
            }
        }

        Assert.Equal(19, whole);
    }

    [Fact]
    public async Task A_lock_that_does_not_go_away_is_a_named_error()
    {
        string address = await WithRowsAsync(1);
        await using IDurableJournal journal = await Journals.OpenAsync(
            address,
            new JournalOptions { Patience = TimeSpan.FromMilliseconds(100) },
            Token
        );
        await using var other = new SqliteConnection($"Data Source={address};Pooling=false");
        await other.OpenAsync(Token);
        await using SqliteTransaction held = other.BeginTransaction(deferred: false);
        await NamedAsync(
            "journal-busy",
            () => journal.AppendAsync("f", JournalRows.Masks(1, 9), new double[2])
        );
        await held.RollbackAsync(Token);
        await journal.AppendAsync("f", JournalRows.Masks(1, 9), new double[2], default, Token);
        Assert.Equal(2, (await journal.SummaryAsync("f", Token))!.Ablations);
    }

    /// <summary>A journal of version 1 is read as it is and left so; the first write brings it to the version of now, and says what is unchecked.</summary>
    [Fact]
    public async Task A_journal_of_version_1_is_read_and_brought_here_by_the_first_write()
    {
        string address = _folder["old.journal"];
        File.Copy(Repository.Find("tests", "data", "hostile", "good.journal"), address);
        byte[] before = await File.ReadAllBytesAsync(address, Token);
        string fingerprint;
        List<JournalEntry> old;
        await using (IDurableJournal journal = await OpenAsync(address))
        {
            JournalSummary summary = Assert.Single(await journal.ListAsync(Token));
            fingerprint = summary.Subject.Fingerprint;
            Assert.Equal((32L, 32L, 0L), (summary.Ablations, summary.Unchecked, summary.Repeats));
            old = await JournalRows.EntriesAsync(journal, fingerprint);
            Assert.All(old, static entry => Assert.True(entry.IsUnchecked));
            MaskMatrix known = MaskMatrix.Create(
                32,
                5,
                (row, words) => old[row].Mask.Words.CopyTo(words)
            );
            (bool[] found, double[] values) = await JournalRows.ReadAsync(
                journal,
                fingerprint,
                known,
                4
            );
            Assert.All(found, Assert.True);
            Assert.Equal(old.SelectMany(static entry => entry.Values.ToArray()), values);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(address, Token));
        await using (IDurableJournal first = await OpenAsync(address))
        await using (IDurableJournal second = await OpenAsync(address))
        {
            await first.BeginAsync(JournalRows.Subject("new"), Token);
            MaskMatrix masks = JournalRows.Masks(3, seed: 1);
            await first.AppendAsync("new", masks, JournalRows.Values(masks), default, Token);
            // Opened as version 1, and goes on.
            Assert.Equal(2, (await second.ListAsync(Token)).Count);
            Assert.Equal(32, (await second.SummaryAsync(fingerprint, Token))!.Unchecked);
            Assert.Equal(0, (await second.SummaryAsync("new", Token))!.Unchecked);
            Assert.Equivalent(old, await JournalRows.EntriesAsync(second, fingerprint));
        }

        await DamageOneRowAsync(address);
        await using IDurableJournal damaged = await OpenAsync(address);
        await NamedAsync("journal-malformed", () => damaged.ListAsync(Token));
    }

    /// <summary>The same bit: of a journal of version 1 nobody can tell, of one of now it is told.</summary>
    [Fact]
    public async Task The_flipped_bit_of_a_case_is_told_in_this_version()
    {
        string old = _folder["flipped.journal"];
        File.Copy(Repository.Find("tests", "data", "hostile", "flipped.journal"), old);
        await using (IDurableJournal journal = await OpenAsync(old))
        {
            string fingerprint = await journal.FindAsync("", Token);
            Assert.Equal(32, (await journal.ExportAsync(fingerprint, Token)).Masks.RowCount);
            Assert.Equal(32, (await journal.SummaryAsync(fingerprint, Token))!.Unchecked);
        }

        string now = await NewAddressAsync();
        string found;
        await using (IDurableJournal journal = await OpenAsync(now))
        {
            string good = _folder["good.journal"];
            File.Copy(Repository.Find("tests", "data", "hostile", "good.journal"), good);
            await using IDurableJournal from = await OpenAsync(good);
            found = await from.FindAsync("", Token);
            await journal.ImportAsync(found, await from.ExportAsync(found, Token), Token);
        }

        await ExecuteAsync(
            now,
            "UPDATE ablations SET output_values = x'60d665860d2809c0000000000000000000987599f1b6a6bf0000000000000000' WHERE mask = x'14'"
        );
        await using IDurableJournal flipped = await OpenAsync(now);
        InterplayException error = await NamedAsync(
            "journal-malformed",
            () => flipped.ExportAsync(found, Token)
        );
        Assert.Contains("mask 00101", error.Message, StringComparison.Ordinal);
    }

    private protected override async Task<Func<Task>> FlipAsync(string address, SeededRandom random)
    {
        byte[] whole = await File.ReadAllBytesAsync(address, Token);
        byte[] flipped = [.. whole];
        int at;
        do
        {
            at = random.NextInt(whole.Length);
        } while (whole[at] == 0 && random.NextInt(8) > 0);
        flipped[at] ^= (byte)(1 << random.NextInt(8));
        await File.WriteAllBytesAsync(address, flipped, Token);
        return async () =>
        {
            File.Delete(address + "-wal");
            File.Delete(address + "-shm");
            await File.WriteAllBytesAsync(address, whole);
        };
    }

    protected override Task DamageOneRowAsync(string address) =>
        ExecuteAsync(
            address,
            "UPDATE ablations SET calls = calls + 1 WHERE mask = (SELECT min(mask) FROM ablations)"
        );

    private async Task<string> WithRowsAsync(int rows)
    {
        string address = await NewAddressAsync();
        await using IDurableJournal journal = await OpenAsync(address);
        MaskMatrix masks = JournalRows.Masks(rows, seed: 1);
        await journal.BeginAsync(JournalRows.Subject("f"), Token);
        await journal.AppendAsync("f", masks, JournalRows.Values(masks), default, Token);
        return address;
    }

    private static async Task ExecuteAsync(string path, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync(Token);
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }
}

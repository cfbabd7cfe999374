using Interplay.Masks;
using Interplay.Storage;
using Interplay.Storage.Stored;

namespace Interplay.Integration.Tests.Storage;

/// <summary>The suite against a real PostgreSQL server, and what only a server can do wrong.</summary>
public sealed class PostgresJournalTests(PostgresServer server)
    : JournalSuite,
        IClassFixture<PostgresServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override Task<string> NewAddressAsync() => server.NewDatabaseAsync();

    [Fact]
    public async Task A_connection_that_breaks_costs_time_only()
    {
        string address = await server.NewDatabaseAsync();
        await using IDurableJournal journal = await OpenAsync(address);
        await journal.BeginAsync(JournalRows.Subject("f"), Token);
        MaskMatrix masks = JournalRows.Masks(30, seed: 1);
        for (int row = 0; row < masks.RowCount; row++)
        {
            MaskMatrix one = masks.Slice(row, 1);
            await journal.AppendAsync("f", one, JournalRows.Values(one), default, Token);
            if (row % 10 == 5)
            {
                await server.ExecuteAsync(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'interplay'"
                );
            }
        }

        Assert.Equal(masks.RowCount, (await journal.SummaryAsync("f", Token))!.Ablations);
    }

    [Fact]
    public async Task A_wrong_password_or_server_is_named_and_never_shown()
    {
        string address = await server.NewDatabaseAsync();
        const string wrong = "wr0ng-secret";
        string database = address[(address.LastIndexOf('/') + 1)..];
        foreach (
            string bad in (string[])
                [
                    server.Address(database, wrong),
                    server.Address("no-such-database"),
                    $"Host=127.0.0.1;Port=1;Username=u;Password={wrong};Database=d;Timeout=2",
                    $"postgres://u:{wrong}@no-such-host.invalid/d?connect_timeout=2",
                ]
        )
        {
            InterplayException error = await NamedAsync(
                "journal-unavailable",
                () => OpenAsync(bad)
            );
            Assert.DoesNotContain(wrong, error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(
                PostgresServer.Password,
                error.ToString(),
                StringComparison.Ordinal
            );
        }

        foreach (
            string bad in (string[])
                [
                    $"postgres://u:{wrong}@h:notaport/d",
                    $"postgres://u:{wrong}@h/d?pasword={wrong}",
                    $"Host=h;Password={wrong};Port={wrong}",
                    $"Host=h;Pasword={wrong}",
                    $"Host=h;Password='{wrong}",
                    $"postgres:///d?password={wrong}",
                ]
        )
        {
            InterplayException error = await NamedAsync(
                "journal-address-malformed",
                () => OpenAsync(bad)
            );
            Assert.DoesNotContain(wrong, error.ToString(), StringComparison.Ordinal);
        }

        await using IDurableJournal journal = await OpenAsync(address);
        Assert.DoesNotContain(PostgresServer.Password, journal.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE interplay_journal SET version = 99", "journal-version")]
    [InlineData("DELETE FROM interplay_journal", "journal-malformed")]
    [InlineData("UPDATE interplay_subjects SET outputs = '[1'", "journal-malformed")]
    [InlineData("UPDATE interplay_subjects SET outputs = '[\"\\ud800\"]'", "journal-malformed")]
    [InlineData("UPDATE interplay_subjects SET part_count = 0", "journal-malformed")]
    [InlineData("UPDATE interplay_ablations SET output_values = '\\x00'", "journal-malformed")]
    [InlineData("UPDATE interplay_ablations SET mask = mask || '\\x00'", "journal-malformed")]
    [InlineData("DROP TABLE interplay_ablations", "journal-malformed")]
    [InlineData("ALTER TABLE interplay_ablations RENAME mask TO m", "journal-malformed")]
    public async Task A_damaged_journal_is_a_named_error(string damage, string name)
    {
        string address = await server.NewDatabaseAsync();
        await using (IDurableJournal journal = await OpenAsync(address))
        {
            await journal.BeginAsync(JournalRows.Subject("f"), Token);
            await journal.AppendAsync("f", JournalRows.Masks(1, 1), new double[2], default, Token);
        }

        await server.ExecuteAsync(address[(address.LastIndexOf('/') + 1)..], damage);
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
    public async Task A_journal_of_version_1_is_read_and_brought_here_by_the_first_write()
    {
        string address = await server.NewDatabaseAsync();
        await server.ExecuteAsync(
            NameOf(address),
            """
            CREATE TABLE interplay_journal (version integer NOT NULL);
            INSERT INTO interplay_journal VALUES (1);
            CREATE TABLE interplay_subjects (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, fingerprint text NOT NULL UNIQUE, part_count integer NOT NULL,
                outputs text NOT NULL, description text, tool_version text NOT NULL, created_us bigint NOT NULL,
                disagreements bigint NOT NULL DEFAULT 0
            );
            CREATE TABLE interplay_ablations (
                subject bigint NOT NULL REFERENCES interplay_subjects (id) ON DELETE CASCADE, mask bytea NOT NULL,
                output_values bytea NOT NULL, calls integer NOT NULL, input_tokens bigint NOT NULL, output_tokens bigint NOT NULL,
                duration_us bigint NOT NULL, written_us bigint NOT NULL, PRIMARY KEY (subject, mask)
            );
            INSERT INTO interplay_subjects (fingerprint, part_count, outputs, tool_version, created_us) VALUES ('old', 5, '["v"]', '0.1.0', 7);
            INSERT INTO interplay_ablations SELECT 1, decode(lpad(to_hex(m), 2, '0'), 'hex'), '\x000000000000f03f', 1, 2, 3, 4, 5
                FROM generate_series(0, 31) AS m;
            """
        );
        await using IDurableJournal first = await OpenAsync(address);
        await using IDurableJournal second = await OpenAsync(address);
        List<JournalEntry> old = await JournalRows.EntriesAsync(first, "old");
        Assert.Equal(32, old.Count);
        Assert.All(old, static entry => Assert.True(entry.IsUnchecked));
        Assert.Equal(32, (await first.SummaryAsync("old", Token))!.Unchecked);
        await first.BeginAsync(JournalRows.Subject("new"), Token);
        MaskMatrix masks = JournalRows.Masks(3, seed: 1);
        await first.AppendAsync("new", masks, JournalRows.Values(masks), default, Token);
        Assert.Equal(2, (await second.ListAsync(Token)).Count);
        Assert.Equal(32, (await second.SummaryAsync("old", Token))!.Unchecked);
        Assert.Equal(0, (await second.SummaryAsync("new", Token))!.Unchecked);
        Assert.Equivalent(old, await JournalRows.EntriesAsync(second, "old"));
        await DamageOneRowAsync(address);
        await NamedAsync("journal-malformed", () => second.ListAsync(Token));
    }

    private protected override async Task<Func<Task>> FlipAsync(string address, SeededRandom random)
    {
        (string table, string column) = random.NextInt(9) switch
        {
            0 => ("interplay_ablations", "mask"),
            1 or 2 => ("interplay_ablations", "output_values"),
            3 => ("interplay_ablations", "checksum"),
            4 => ("interplay_ablations", "calls"),
            5 => ("interplay_ablations", "written_us"),
            6 => ("interplay_subjects", "disagreements"),
            7 => ("interplay_subjects", "created_us"),
            _ => ("interplay_subjects", "checksum"),
        };
        int bit = random.NextInt(16);
        string flipped = column is "mask" or "output_values" or "checksum"
            ? $"set_bit({column}, {bit}, 1 - get_bit({column}, {bit}))"
            : $"{column} # {1 << bit}";
        string row =
            table == "interplay_subjects"
                ? ""
                : $" WHERE mask = (SELECT mask FROM interplay_ablations ORDER BY mask OFFSET {random.NextInt(30)} LIMIT 1)";
        string name = NameOf(address);
        await server.ExecuteAsync(
            name,
            $"CREATE TABLE kept AS TABLE {table}; UPDATE {table} SET {column} = {flipped}{row}"
        );
        return () =>
            server.ExecuteAsync(
                name,
                table == "interplay_subjects"
                    ? $"UPDATE {table} t SET {column} = k.{column} FROM kept k WHERE k.id = t.id; DROP TABLE kept"
                    : $"DELETE FROM {table}; INSERT INTO {table} TABLE kept; DROP TABLE kept"
            );
    }

    protected override Task DamageOneRowAsync(string address) =>
        server.ExecuteAsync(
            NameOf(address),
            "UPDATE interplay_ablations SET calls = calls + 1 WHERE mask = (SELECT mask FROM interplay_ablations ORDER BY mask LIMIT 1)"
        );

    private static string NameOf(string address) => address[(address.LastIndexOf('/') + 1)..];

    [Fact]
    public async Task A_journal_that_must_exist_is_not_created()
    {
        string address = await server.NewDatabaseAsync();
        var options = new JournalOptions { MustExist = true };
        await NamedAsync("journal-missing", () => Journals.OpenAsync(address, options, Token));
        await (await OpenAsync(address)).DisposeAsync();
        await (await Journals.OpenAsync(address, options, Token)).DisposeAsync();
    }
}

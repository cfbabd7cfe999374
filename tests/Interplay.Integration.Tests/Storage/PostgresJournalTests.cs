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
    public async Task A_journal_that_must_exist_is_not_created()
    {
        string address = await server.NewDatabaseAsync();
        var options = new JournalOptions { MustExist = true };
        await NamedAsync("journal-missing", () => Journals.OpenAsync(address, options, Token));
        await (await OpenAsync(address)).DisposeAsync();
        await (await Journals.OpenAsync(address, options, Token)).DisposeAsync();
    }
}

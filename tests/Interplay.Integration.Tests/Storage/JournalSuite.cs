using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Integration.Tests.Storage;

/// <summary>What every journal must do; run against each kind.</summary>
public abstract partial class JournalSuite
{
    private const string Fingerprint = "f00d";

    private protected SettableTime Time { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The address of a journal that does not exist yet.</summary>
    protected abstract Task<string> NewAddressAsync();

    protected Task<IDurableJournal> OpenAsync(string address) =>
        Journals.OpenAsync(address, new JournalOptions { Time = Time }, Token);

    [Fact]
    public async Task What_is_appended_is_read_back_by_another_connection()
    {
        string address = await NewAddressAsync();
        MaskMatrix masks = JournalRows.Masks(300, seed: 1);
        double[] values = JournalRows.Values(masks);
        values[0] = -0.0;
        values[1] = double.Epsilon;
        await using (IDurableJournal journal = await OpenAsync(address))
        {
            await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
            await journal.AppendAsync(Fingerprint, masks, values, cancellationToken: Token);
        }

        await using IDurableJournal again = await OpenAsync(address);
        (bool[] found, double[] read) = await JournalRows.ReadAsync(
            again,
            Fingerprint,
            masks.Concat(JournalRows.Masks(50, seed: 2))
        );
        Assert.All(found[..masks.RowCount], Assert.True);
        Assert.All(found[masks.RowCount..], Assert.False);
        Assert.Equal(
            values.Select(BitConverter.DoubleToInt64Bits),
            read[..values.Length].Select(BitConverter.DoubleToInt64Bits)
        );
        Assert.All(read[values.Length..], static value => Assert.Equal(0, value));
    }

    [Fact]
    public async Task The_first_values_stay_and_others_are_counted()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
        MaskMatrix masks = JournalRows.Masks(20, seed: 1);
        double[] first = JournalRows.Values(masks);
        await journal.AppendAsync(Fingerprint, masks, first, cancellationToken: Token);
        await journal.AppendAsync(Fingerprint, masks, first, cancellationToken: Token);
        Assert.Equal(0, (await journal.SummaryAsync(Fingerprint, Token))!.Disagreements);
        double[] other = JournalRows.Values(masks);
        other[0]++;
        other[7]++;
        await journal.AppendAsync(Fingerprint, masks, other, cancellationToken: Token);
        Assert.Equal(2, (await journal.SummaryAsync(Fingerprint, Token))!.Disagreements);
        Assert.Equal(first, (await JournalRows.ReadAsync(journal, Fingerprint, masks)).Values);

        // Twice in one call: the first of them.
        MaskMatrix twice = JournalRows.Masks(1, seed: 9).Select([0, 0]);
        double[] values = [1, 2, 3, 4];
        await journal.AppendAsync(Fingerprint, twice, values, cancellationToken: Token);
        Assert.Equal(
            new double[] { 1, 2, 1, 2 },
            (await JournalRows.ReadAsync(journal, Fingerprint, twice)).Values
        );
        Assert.Equal(3, (await journal.SummaryAsync(Fingerprint, Token))!.Disagreements);
    }

    [Fact]
    public async Task Costs_and_times_are_summed_up()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
        DateTimeOffset start = Time.Now;
        MaskMatrix masks = JournalRows.Masks(3, seed: 1);
        AblationCost[] costs =
        [
            new(1, 100, 10, TimeSpan.FromMicroseconds(1500)),
            new(3, 5_000_000_000, 20, TimeSpan.FromSeconds(2)),
            new(1, 7, 0, TimeSpan.Zero),
        ];
        await journal.AppendAsync(
            Fingerprint,
            masks.Slice(0, 2),
            new double[4],
            costs.AsMemory(0, 2),
            Token
        );
        Time.Now = start + TimeSpan.FromMinutes(5);
        await journal.AppendAsync(
            Fingerprint,
            masks.Slice(2, 1),
            new double[2],
            costs.AsMemory(2),
            Token
        );
        // Known already: costs nothing more.
        await journal.AppendAsync(Fingerprint, masks, new double[6], costs, Token);
        JournalSummary summary = (await journal.SummaryAsync(Fingerprint, Token))!;
        Assert.Equal(
            (3L, 5L, 5_000_000_107L, 30L, TimeSpan.FromMicroseconds(2_001_500)),
            (
                summary.Ablations,
                summary.Calls,
                summary.InputTokens,
                summary.OutputTokens,
                summary.Duration
            )
        );
        Assert.Equal((start, start + TimeSpan.FromMinutes(5)), (summary.First, summary.Last));
        Assert.Equal(start, summary.Created);
        Assert.Equivalent(JournalRows.Subject(Fingerprint), summary.Subject);
        Assert.Matches(@"^\d+\.\d+", summary.ToolVersion);
        JournalEntry dear = (await JournalRows.EntriesAsync(journal, Fingerprint)).Single(entry =>
            entry.Mask == masks.GetMask(1)
        );
        Assert.Equal(costs[1], dear.Cost);
        Assert.Equal(start, dear.Written);
    }

    [Fact]
    public async Task Entries_come_in_the_order_of_masks_whatever_the_order_of_writing()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        MaskMatrix masks = JournalRows.Masks(9000, seed: 3, parts: 17);
        double[] values = JournalRows.Values(masks, outputs: 1);
        foreach ((string name, int[] order) in new[] { ("a", Order(1)), ("b", Order(-1)) })
        {
            await journal.BeginAsync(JournalRows.Subject(name, 17, 1), Token);
            double[] shuffled = [.. order.Select(row => values[row])];
            await journal.AppendAsync(name, masks.Select(order), shuffled, default, Token);
        }

        List<JournalEntry> entries = await JournalRows.EntriesAsync(journal, "a");
        Assert.Equal(masks.RowCount, entries.Count);
        AblationTable left = await journal.ExportAsync("a", Token);
        AblationTable right = await journal.ExportAsync("b", Token);
        Assert.Equal(Csv(left), Csv(right));

        int[] Order(int step) =>
            step > 0
                ? [.. Enumerable.Range(0, masks.RowCount)]
                : [.. Enumerable.Range(0, masks.RowCount).Reverse()];
    }

    [Fact]
    public async Task A_table_comes_in_and_goes_out()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        MaskMatrix masks = JournalRows.Masks(40, seed: 4);
        var filled = new bool[masks.RowCount];
        Array.Fill(filled, true);
        filled[5] = false;
        string[] outputs = ["token 0: \"a,b\"", "log p: \"nö\""];
        var table = new AblationTable(
            masks,
            outputs,
            new TableSplit[masks.RowCount],
            JournalRows.Values(masks),
            filled
        );
        Assert.Equal(
            new JournalImport(39, 39),
            await journal.ImportAsync(Fingerprint, table, Token)
        );
        Assert.Equal(
            new JournalImport(39, 0),
            await journal.ImportAsync(Fingerprint, table, Token)
        );
        AblationTable exported = await journal.ExportAsync(Fingerprint, Token);
        Assert.Equal(outputs, exported.Outputs);
        Assert.Equal(39, exported.FilledCount);
        Assert.Equal(
            Csv(exported),
            Csv(
                AblationTableCsv.Read(
                    new StringReader(Csv(exported)),
                    cancellationToken: TestContext.Current.CancellationToken
                )
            )
        );
        var refilled = table.Filled(
            exported.Ablations([.. Enumerable.Range(0, exported.Masks.RowCount)])
        );
        Assert.Equal(Csv(table), Csv(refilled));
        var error = await Assert.ThrowsAsync<InterplayException>(() =>
            journal.ImportAsync(
                "other",
                new AblationTable(
                    masks,
                    outputs,
                    table.Splits,
                    new double[2 * masks.RowCount],
                    new bool[masks.RowCount]
                ),
                Token
            )
        );
        Assert.Equal("value-missing", error.Name);
    }

    [Fact]
    public async Task Other_parts_or_outputs_under_a_fingerprint_are_refused()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
        MaskMatrix masks = JournalRows.Masks(2, seed: 1);
        await NamedAsync(
            "fingerprint-unknown",
            () => journal.AppendAsync("nobody", masks, new double[4])
        );
        await journal.AppendAsync(Fingerprint, masks, new double[4], cancellationToken: Token);
        await NamedAsync(
            "journal-mismatch",
            () => journal.BeginAsync(JournalRows.Subject(Fingerprint, parts: 71))
        );
        await NamedAsync(
            "journal-mismatch",
            () => journal.BeginAsync(new JournalSubject(Fingerprint, 70, ["out 0", "out 2"]))
        );
        await NamedAsync(
            "journal-mismatch",
            () => journal.AppendAsync(Fingerprint, masks, new double[2])
        );
        await NamedAsync(
            "journal-mismatch",
            () => journal.ReadAsync(Fingerprint, masks, new double[6], new bool[2])
        );
        await NamedAsync(
            "value-not-finite",
            () => journal.AppendAsync(Fingerprint, masks, new[] { 1, 2, double.NaN, 4 })
        );
        Assert.Equal(2, (await journal.SummaryAsync(Fingerprint, Token))!.Ablations);
        // Text that is no Unicode is stored with replacements, and is the same subject again.
        var strange = new JournalSubject("strange", 70, ["a\ud800", "b\0\n"]);
        await journal.BeginAsync(strange, Token);
        await journal.AppendAsync("strange", masks, new double[4], cancellationToken: Token);
        await journal.BeginAsync(strange, Token);
    }

    [Fact]
    public async Task Looking_up_leaves_no_trace_and_descriptions_come_with_the_first_ablation()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
        await journal.DescribeAsync(Fingerprint, "prompt chat.json · model m", Token);
        Assert.Empty(await journal.ListAsync(Token));
        MaskMatrix masks = JournalRows.Masks(1, seed: 1);
        await journal.AppendAsync(Fingerprint, masks, new double[2], cancellationToken: Token);
        Assert.Equal(
            "prompt chat.json · model m",
            Assert.Single(await journal.ListAsync(Token)).Description
        );
        await journal.DescribeAsync(Fingerprint, "another", Token);
        Assert.Equal("another", (await journal.SummaryAsync(Fingerprint, Token))!.Description);
    }

    [Fact]
    public async Task Fingerprints_are_found_by_their_beginning_and_deleted()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        await NamedAsync("fingerprint-unknown", async () => await journal.FindAsync("", Token));
        MaskMatrix masks = JournalRows.Masks(10, seed: 1);
        foreach (string name in (string[])["ab12", "ab", "cd%_"])
        {
            await journal.BeginAsync(JournalRows.Subject(name), Token);
            await journal.AppendAsync(name, masks, JournalRows.Values(masks), default, Token);
            Time.Now += TimeSpan.FromSeconds(1);
        }

        Assert.Equal("ab12", await journal.FindAsync("ab1", Token));
        Assert.Equal("ab", await journal.FindAsync("ab", Token));
        Assert.Equal("cd%_", await journal.FindAsync("cd%", Token));
        await NamedAsync("fingerprint-ambiguous", async () => await journal.FindAsync("a", Token));
        await NamedAsync("fingerprint-unknown", async () => await journal.FindAsync("%", Token));
        Assert.Equal(
            ["ab12", "ab", "cd%_"],
            (await journal.ListAsync(Token)).Select(static s => s.Subject.Fingerprint)
        );
        Assert.True(await journal.DeleteAsync("ab12", Token));
        Assert.False(await journal.DeleteAsync("ab12", Token));
        Assert.Empty(await JournalRows.EntriesAsync(journal, "ab12"));
        Assert.Equal(10, (await JournalRows.EntriesAsync(journal, "ab")).Count);
        JournalSize size = await journal.VacuumAsync(Token);
        Assert.InRange(size.After, 1, long.MaxValue);
        // What was deleted can be paid for and kept again.
        await journal.AppendAsync("ab12", masks, JournalRows.Values(masks), default, Token);
        Assert.Equal(10, (await journal.SummaryAsync("ab12", Token))!.Ablations);
    }

    /// <summary>Random appends and look-ups through several connections give what a journal in memory gives, where the first values stay.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Any_sequence_of_calls_gives_what_memory_gives(ulong seed)
    {
        string address = await NewAddressAsync();
        var random = new SeededRandom(seed);
        int parts = 8 + random.NextInt(130);
        MaskMatrix pool = JournalRows.Masks(60, seed, parts);
        var memory = new MemoryJournal();
        var journals = new List<IDurableJournal>();
        try
        {
            for (int i = 0; i < 3; i++)
            {
                journals.Add(await OpenAsync(address));
                await journals[i].BeginAsync(JournalRows.Subject("x", parts), Token);
                await journals[i].BeginAsync(JournalRows.Subject("y", parts), Token);
            }

            for (int step = 0; step < 60; step++)
            {
                IDurableJournal journal = journals[random.NextInt(3)];
                string name = random.NextInt(2) == 0 ? "x" : "y";
                MaskMatrix masks = pool.Select([
                    .. Enumerable
                        .Range(0, random.NextInt(9))
                        .Select(_ => random.NextInt(pool.RowCount)),
                ]);
                (bool[] found, double[] values) = await JournalRows.ReadAsync(journal, name, masks);
                (bool[] expected, double[] kept) = await JournalRows.ReadAsync(memory, name, masks);
                Assert.True(expected.SequenceEqual(found), $"seed {seed}, step {step}");
                Assert.True(kept.SequenceEqual(values), $"seed {seed}, step {step}");
                double[] offered = JournalRows.Values(masks, shift: step);
                await journal.AppendAsync(name, masks, offered, cancellationToken: Token);
                for (int row = 0; row < masks.RowCount; row++)
                {
                    MaskMatrix one = masks.Slice(row, 1);
                    if (!(await JournalRows.ReadAsync(memory, name, one)).Found[0])
                    {
                        double[] value = offered[(2 * row)..(2 * row + 2)];
                        await memory.AppendAsync(name, one, value, cancellationToken: Token);
                    }
                }
            }
        }
        finally
        {
            foreach (IDurableJournal journal in journals)
            {
                await journal.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Many_writers_of_the_same_masks_leave_one_row_a_mask()
    {
        string address = await NewAddressAsync();
        MaskMatrix masks = JournalRows.Masks(400, seed: 5);
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(writer =>
                    Task.Run(
                        async () =>
                        {
                            await using IDurableJournal journal = await OpenAsync(address);
                            await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
                            int[] order = [.. Enumerable.Range(0, masks.RowCount)];
                            if (writer % 2 == 1)
                            {
                                Array.Reverse(order);
                            }

                            foreach (int[] rows in order.Chunk(7 + writer))
                            {
                                MaskMatrix some = masks.Select(rows);
                                await journal.AppendAsync(
                                    Fingerprint,
                                    some,
                                    JournalRows.Values(some, shift: writer),
                                    cancellationToken: Token
                                );
                            }
                        },
                        Token
                    )
                )
        );
        await using IDurableJournal after = await OpenAsync(address);
        JournalSummary summary = (await after.SummaryAsync(Fingerprint, Token))!;
        Assert.Equal(masks.RowCount, summary.Ablations);
        Assert.Equal(3 * masks.RowCount, summary.Disagreements);
    }

    /// <summary>Flips one random bit of what the store keeps; gives what puts it back.</summary>
    private protected abstract Task<Func<Task>> FlipAsync(string address, SeededRandom random);

    /// <summary>Changes the values of one row.</summary>
    protected abstract Task DamageOneRowAsync(string address);

    /// <summary>Everything that can be read of a journal, in words.</summary>
    private async Task<string> ReadAllAsync(string address)
    {
        await using IDurableJournal journal = await OpenAsync(address);
        var text = new System.Text.StringBuilder();
        foreach (JournalSummary summary in await journal.ListAsync(Token))
        {
            text.AppendJoin(' ', summary.Subject.Outputs)
                .Append($"{summary with { Subject = null! }}");
            foreach (
                JournalEntry entry in await JournalRows.EntriesAsync(
                    journal,
                    summary.Subject.Fingerprint
                )
            )
            {
                text.Append($"{entry.Mask} {entry.Repeat} {entry.Cost} {entry.Written} ")
                    .AppendJoin(' ', entry.Values.ToArray());
            }
        }

        return text.ToString();
    }

    protected static async Task<InterplayException> NamedAsync(string name, Func<ValueTask> call)
    {
        var error = await Assert.ThrowsAsync<InterplayException>(async () => await call());
        Assert.Equal(name, error.Name);
        return error;
    }

    [OverloadResolutionPriority(1)]
    protected static Task<InterplayException> NamedAsync(string name, Func<Task> call) =>
        NamedAsync(name, async ValueTask () => await call());

    private static string Csv(AblationTable table)
    {
        using var text = new StringWriter();
        AblationTableCsv.Write(table, text);
        return text.ToString();
    }
}

using Interplay.Masks;
using Interplay.Storage;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Integration.Tests.Storage;

/// <content>Several values of a mask, and rows that were damaged.</content>
public abstract partial class JournalSuite
{
    /// <summary>Several values of one mask come in, go out one by one, and are looked up as their mean; what contradicts is named.</summary>
    [Fact]
    public async Task Repeats_are_kept_one_by_one_and_contradictions_named()
    {
        await using IDurableJournal journal = await OpenAsync(await NewAddressAsync());
        AblationTable table = AblationTableCsv.Read(
            new StringReader("mask,value\n0110,1\n1111,5\n0110,2\n0110,6\n"),
            cancellationToken: Token
        );
        Assert.Equal(
            new JournalImport(4, 4) { Repeats = 2 },
            await journal.ImportAsync(Fingerprint, table, Token)
        );
        Assert.Equal(
            new JournalImport(4, 0) { Repeats = 2 },
            await journal.ImportAsync(Fingerprint, table, Token)
        );
        Assert.Equal(
            new double[] { 3, 5 },
            (await JournalRows.ReadAsync(journal, Fingerprint, table.Masks.Slice(0, 2), 1)).Values
        );
        Assert.Equal(
            "mask,value,split\n0110,1,train\n0110,2,train\n0110,6,train\n1111,5,train\n",
            Csv(await journal.ExportAsync(Fingerprint, Token)).ReplaceLineEndings("\n")
        );
        JournalSummary summary = (await journal.SummaryAsync(Fingerprint, Token))!;
        Assert.Equal((2L, 2L, 0L), (summary.Ablations, summary.Repeats, summary.Unchecked));
        JournalImport other = await journal.ImportAsync(
            Fingerprint,
            AblationTableCsv.Read(
                new StringReader("mask,value\n0110,1\n0110,7\n1111,8\n0000,0\n"),
                cancellationToken: Token
            ),
            Token
        );
        Assert.Equal((4, 1, 2), (other.Rows, other.New, other.Contradictions));
        Assert.Equal("mask 0110 has 2 in the journal and 7 in the table", other.FirstContradiction);
    }

    /// <summary>One bit flipped anywhere in what is kept: reading names the damage or gives what was written.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_flipped_bit_changes_a_value_in_silence(ulong seed)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        string address = await NewAddressAsync();
        MaskMatrix masks = JournalRows.Masks(30, seed, parts: 20);
        double[] values = JournalRows.Values(masks);
        await using (IDurableJournal journal = await OpenAsync(address))
        {
            await journal.BeginAsync(JournalRows.Subject(Fingerprint, 20), Token);
            await journal.DescribeAsync(Fingerprint, "prompt chat.json", Token);
            await journal.AppendAsync(Fingerprint, masks, values, default, Token);
        }

        string expected = await ReadAllAsync(address);
        var random = new SeededRandom(seed);
        for (int flip = 0; flip < 40; flip++)
        {
            Func<Task> undo = await FlipAsync(address, random);
            try
            {
                Assert.True(expected == await ReadAllAsync(address), $"seed {seed}, flip {flip}");
            }
            catch (InterplayException error)
            {
                Assert.True(
                    error.Name.StartsWith("journal-", StringComparison.Ordinal),
                    $"seed {seed}, flip {flip}: {error}"
                );
            }

            await undo();
        }
    }

    [Fact]
    public async Task Damaged_rows_are_named_and_can_be_dropped()
    {
        string address = await NewAddressAsync();
        MaskMatrix masks = JournalRows.Masks(10, seed: 1);
        double[] values = JournalRows.Values(masks);
        await using (IDurableJournal journal = await OpenAsync(address))
        {
            await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
            await journal.AppendAsync(Fingerprint, masks, values, default, Token);
        }

        await DamageOneRowAsync(address);
        await using IDurableJournal damaged = await OpenAsync(address);
        foreach (
            Func<Task> call in (Func<Task>[])
                [
                    () => damaged.BeginAsync(JournalRows.Subject(Fingerprint), Token).AsTask(),
                    () => damaged.ListAsync(Token),
                    () => damaged.ExportAsync(Fingerprint, Token),
                ]
        )
        {
            InterplayException error = await NamedAsync("journal-malformed", call);
            Assert.Contains("--damaged", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, await damaged.DropDamagedAsync(Token));
        Assert.Equal(0, await damaged.DropDamagedAsync(Token));
        Assert.Equal(9, (await damaged.SummaryAsync(Fingerprint, Token))!.Ablations);
    }
}

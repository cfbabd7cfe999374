using Interplay.Masks;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Storage;

/// <content>Several processes on one journal.</content>
public abstract partial class JournalSuite
{
    [Fact]
    public async Task A_mask_is_claimed_once_until_its_worker_gives_no_sign_of_life()
    {
        string address = await NewAddressAsync();
        MaskMatrix masks = JournalRows.Masks(6, seed: 1);
        await using IDurableJournal first = await OpenAsync(address);
        await using IDurableJournal second = await OpenAsync(address);
        foreach (IDurableJournal journal in new[] { first, second })
        {
            await journal.BeginAsync(JournalRows.Subject(Fingerprint), Token);
        }

        Assert.Equal("111111", await ClaimAsync(first, masks));
        Assert.Equal("111111", await ClaimAsync(first, masks));
        Assert.Equal("000000", await ClaimAsync(second, masks));
        await first.AppendAsync(Fingerprint, masks.Slice(0, 2), new double[4], default, Token);
        await first.ReleaseAsync(Fingerprint, Token);
        Assert.Equal("001111", await ClaimAsync(second, masks));
        Assert.Equal("000000", await ClaimAsync(first, masks));
        Time.Now += new JournalOptions().Lease + TimeSpan.FromSeconds(1);
        Assert.Equal("001111", await ClaimAsync(first, masks));
        await first.ForgetAsync(Fingerprint, masks.Slice(0, 1), Token);
        await first.DisposeAsync();
        Assert.Equal("101111", await ClaimAsync(second, masks));

        static async Task<string> ClaimAsync(IDurableJournal journal, MaskMatrix masks)
        {
            var claimed = new bool[masks.RowCount];
            await journal.ClaimAsync(Fingerprint, masks, claimed, Token);
            return string.Concat(claimed.Select(static one => one ? '1' : '0'));
        }
    }

    /// <summary>Four that work on the same masks at once ask for each of them once, whichever way the function is asked.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Four_on_one_journal_share_the_work(bool byRows)
    {
        string address = await NewAddressAsync();
        MaskMatrix masks = JournalRows.Masks(200, seed: 7);
        int asked = 0;
        Ablations[] all = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(
                        async () =>
                        {
                            await using IDurableJournal journal = await OpenAsync(address);
                            IValueFunction function = byRows
                                ? new CountedRows(Count)
                                : new CountedBatches(Count);
                            return await new AblationEvaluator(
                                function,
                                journal,
                                batchSize: 10
                            ).EvaluateAsync(masks, cancellationToken: Token);
                        },
                        Token
                    )
                )
        );
        Assert.All(all, one => Assert.Equal(JournalRows.Values(masks), one.Values.ToArray()));
        Assert.Equal(masks.RowCount, all.Sum(static one => one.Evaluated));
        Assert.Equal(masks.RowCount, asked);

        void Count(int number) => Interlocked.Add(ref asked, number);
    }

    [Fact]
    public async Task Every_row_acknowledged_before_kill_9_is_there()
    {
        string address = await NewAddressAsync();
        using var folder = new Cli.TempFolder();
        using var first = JournalWriter.Start(address, folder["first"], seed: 1);
        using var second = JournalWriter.Start(address, folder["second"], seed: 1);
        await first.AcknowledgedAsync(40, Token);
        await second.AcknowledgedAsync(40, Token);
        first.Kill();
        int survivor = second.Acknowledged;
        await second.AcknowledgedAsync(survivor + 10, Token);
        second.Kill();
        await using IDurableJournal journal = await OpenAsync(address);
        int rows = Math.Max(first.Acknowledged, second.Acknowledged);
        MaskMatrix masks = JournalWriter.Rows(1).Slice(0, rows);
        (bool[] found, double[] values) = await JournalRows.ReadAsync(
            journal,
            JournalWriter.Fingerprint,
            masks
        );
        Assert.All(found, Assert.True);
        Assert.Equal(JournalRows.Values(masks), values);
        JournalSummary summary = (await journal.SummaryAsync(JournalWriter.Fingerprint, Token))!;
        // Each may have had one more on its way when it died.
        Assert.InRange(summary.Ablations, rows, rows + 1);
        Assert.Equal(0, summary.Disagreements);
    }
}

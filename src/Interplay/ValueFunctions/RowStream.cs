using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>
/// Asks for rows that come back one by one. While some are made durable others go on coming: what has come meanwhile is written together, so
/// that a slow disk groups its writes and never holds up the model.
/// </summary>
internal sealed class RowStream(
    IRowValueFunction function,
    IJournal journal,
    AblationRun run,
    int[] missing
)
{
    /// <summary>What ended the stream early; null when it came to its end.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>The first row with a value that is not finite, numbered as in the run; null when there is none.</summary>
    public EvaluatedRow? NotFinite { get; private set; }

    /// <summary>Takes rows until the stream ends or fails. Rows that came are in the journal and the run, whatever happened after.</summary>
    /// <exception cref="Exception">The journal failed; the stream is stopped.</exception>
    public async Task RunAsync(
        IProgress<EvaluationProgress>? progress,
        int total,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrived = Channel.CreateUnbounded<EvaluatedRow>(
            new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
        );
        Task pump = PumpAsync(arrived.Writer, stop);
        int done = total - missing.Length;
        try
        {
            var rows = new List<EvaluatedRow>();
            while (await arrived.Reader.WaitToReadAsync(CancellationToken.None))
            {
                rows.Clear();
                while (arrived.Reader.TryRead(out EvaluatedRow row))
                {
                    rows.Add(row);
                }

                await KeepAsync(rows);
                done += rows.Count;
                progress?.Report(new EvaluationProgress(done, total));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await pump;
        }
    }

    private async Task PumpAsync(ChannelWriter<EvaluatedRow> target, CancellationTokenSource stop)
    {
        try
        {
            MaskMatrix masks = run.Masks.Select(missing);
            await foreach (EvaluatedRow row in function.EvaluateRowsAsync(masks, stop.Token))
            {
                EvaluatedRow numbered = row with { Row = missing[row.Row] };
                if (AblationRun.IsFinite(row.Values.Span))
                {
                    await target.WriteAsync(numbered, CancellationToken.None);
                }
                else if (NotFinite is null)
                {
                    NotFinite = numbered;
                    await stop.CancelAsync();
                }
            }
        }
        catch (Exception exception)
        {
            Failure = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            target.Complete();
        }
    }

    private async Task KeepAsync(List<EvaluatedRow> rows)
    {
        int outputs = function.Outputs.Count;
        var values = new double[rows.Count * outputs];
        var costs = new AblationCost[rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            rows[i].Values.Span.CopyTo(values.AsSpan(i * outputs, outputs));
            costs[i] = rows[i].Cost;
        }

        // What has been paid for is made durable even when the caller gave up meanwhile.
        await journal.AppendAsync(
            function.Fingerprint,
            run.Masks.Select([.. rows.Select(row => row.Row)]),
            values,
            costs,
            CancellationToken.None
        );
        foreach (EvaluatedRow row in rows)
        {
            run.Accept(row.Row, row.Values.Span, row.Cost);
        }
    }
}

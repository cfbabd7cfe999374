using System.Runtime.ExceptionServices;

namespace Interplay.ValueFunctions;

/// <summary>
/// Asks for rows that come back one by one. While some are made durable others go on coming: what has come meanwhile is written together, so
/// that a slow disk groups its writes. No more than are in flight wait to be written.
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
        int done = total - missing.Length;
        await using IAsyncEnumerator<IReadOnlyList<EvaluatedRow>> stream = function
            .EvaluateRowsAsync(run.Masks.Select(missing), stop.Token)
            .GetAsyncEnumerator(stop.Token);
        while (await NextAsync(stream))
        {
            EvaluatedRow[] rows =
            [
                .. stream.Current.Select(row => row with { Row = missing[row.Row] }),
            ];
            EvaluatedRow[] kept =
            [
                .. rows.Where(static row => AblationRun.IsFinite(row.Values.Span)),
            ];
            if (kept.Length > 0)
            {
                await KeepAsync(kept);
                done += kept.Length;
                progress?.Report(new EvaluationProgress(done, total));
            }

            if (kept.Length < rows.Length)
            {
                NotFinite ??= rows.First(static row => !AblationRun.IsFinite(row.Values.Span));
                await stop.CancelAsync();
            }
        }
    }

    /// <summary>Waits for the next rows; a failure of the stream is its end, and is kept.</summary>
    private async ValueTask<bool> NextAsync(IAsyncEnumerator<IReadOnlyList<EvaluatedRow>> stream)
    {
        try
        {
            return await stream.MoveNextAsync();
        }
        catch (Exception exception)
        {
            Failure = ExceptionDispatchInfo.Capture(exception);
            return false;
        }
    }

    private async Task KeepAsync(EvaluatedRow[] rows)
    {
        int outputs = function.Outputs.Count;
        var values = new double[rows.Length * outputs];
        var costs = new AblationCost[rows.Length];
        for (int i = 0; i < rows.Length; i++)
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

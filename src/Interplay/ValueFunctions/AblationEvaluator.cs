using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>
/// Asks a value function for masks: takes what the journal knows, asks for each remaining distinct mask once, in batches, and makes every
/// batch durable before going on. A failure loses nothing: it carries all that was evaluated, and the journal has it too.
/// </summary>
public sealed class AblationEvaluator
{
    private readonly IValueFunction _function;
    private readonly IJournal _journal;
    private readonly int _batchSize;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="function">The value function.</param>
    /// <param name="journal">Where ablations are kept; null keeps them in memory for this evaluator only.</param>
    /// <param name="batchSize">Most masks handed over at a time, at least 1.</param>
    public AblationEvaluator(IValueFunction function, IJournal? journal = null, int batchSize = 256)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _function = function;
        _journal = journal ?? new MemoryJournal();
        _batchSize = batchSize;
    }

    /// <summary>Ablations that the value function was asked for so far, those of calls that failed or were cut short included.</summary>
    public int Evaluated { get; private set; }

    /// <summary>What these cost, as far as the value function says.</summary>
    public AblationCost Cost { get; private set; }

    /// <summary>Evaluates masks.</summary>
    /// <param name="masks">The masks wanted; repeated ones are asked for once.</param>
    /// <param name="progress">Receives the progress after each batch.</param>
    /// <param name="cancellationToken">Stops between batches and inside them.</param>
    /// <exception cref="ValueFunctionFailedException"><c>value-function-failed</c> or <c>value-not-finite</c>.</exception>
    /// <exception cref="InterplayException">
    /// Masks of another number of parts (<c>parts-mismatch</c>); or an error of the kind <see cref="ErrorKind.Budget"/> from the value function,
    /// when a limit of what may be spent is reached. What was evaluated before is in the journal.
    /// </exception>
    public async Task<Ablations> EvaluateAsync(
        MaskMatrix masks,
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        using Activity? activity = Telemetry.Start("evaluate");
        activity?.SetTag("interplay.ablations.wanted", masks.RowCount);
        try
        {
            Ablations asked = await AskAsync(masks, progress, cancellationToken);
            Telemetry.Count(
                activity,
                asked.Evaluated,
                asked.Reused,
                asked.Cost.Calls,
                asked.Cost.InputTokens,
                asked.Cost.OutputTokens
            );
            return asked;
        }
        catch (Exception exception)
        {
            Telemetry.Fail(activity, exception);
            throw;
        }
    }

    private async Task<Ablations> AskAsync(
        MaskMatrix masks,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        if (masks.PartCount != _function.PartCount)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "parts-mismatch",
                $"The masks have {masks.PartCount} parts; the value function has {_function.PartCount}."
            );
        }

        var distinct = new MaskIndex(masks.PartCount, masks.RowCount);
        var numbers = new int[masks.RowCount];
        for (int row = 0; row < masks.RowCount; row++)
        {
            numbers[row] = distinct.Add(masks.Row(row));
        }

        var run = new AblationRun(
            distinct.Count == masks.RowCount ? masks : distinct.ToMatrix(),
            _function.Outputs
        );
        try
        {
            await CompleteAsync(run, masks.RowCount, progress, cancellationToken);
            return run.Spread(masks, numbers);
        }
        finally
        {
            Evaluated += run.Evaluated;
            Cost += run.Cost;
        }
    }

    private async Task CompleteAsync(
        AblationRun run,
        int wanted,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        await _journal.BeginAsync(Subject, cancellationToken);
        await _journal.ReadAsync(
            _function.Fingerprint,
            run.Masks,
            run.Values,
            run.Known,
            cancellationToken
        );
        int[] missing = run.Missing();
        progress?.Report(new EvaluationProgress(wanted - missing.Length, wanted));
        if (_function is IRowValueFunction rows && missing.Length > 0)
        {
            var stream = new RowStream(rows, _journal, run, missing);
            await stream.RunAsync(progress, wanted, cancellationToken);
            ThrowIfIncomplete(run, stream, cancellationToken);
            return;
        }

        for (int start = 0; start < missing.Length; start += _batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] batch = missing[start..Math.Min(missing.Length, start + _batchSize)];
            await EvaluateBatchAsync(run, batch, cancellationToken);
            progress?.Report(
                new EvaluationProgress(wanted - missing.Length + start + batch.Length, wanted)
            );
        }
    }

    /// <summary>The masks among some that the journal knows, with their values, in their order; nothing is asked for.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    public async Task<Ablations> KnownAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        var run = new AblationRun(masks, _function.Outputs);
        await _journal.BeginAsync(Subject, cancellationToken);
        await _journal.ReadAsync(
            _function.Fingerprint,
            masks,
            run.Values,
            run.Known,
            cancellationToken
        );
        return run.Completed();
    }

    private async Task EvaluateBatchAsync(
        AblationRun run,
        int[] rows,
        CancellationToken cancellationToken
    )
    {
        int outputs = _function.Outputs.Count;
        MaskMatrix batch = run.Masks.Select(rows);
        // Values start as NaN, so that rows a failing function did finish can be told from those it did not reach.
        var values = new double[rows.Length * outputs];
        Array.Fill(values, double.NaN);
        ExceptionDispatchInfo? failure = null;
        try
        {
            await _function.EvaluateAsync(batch, values, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        int[] finished =
        [
            .. Enumerable
                .Range(0, rows.Length)
                .Where(i => AblationRun.IsFinite(values.AsSpan(i * outputs, outputs))),
        ];
        if (finished.Length > 0)
        {
            double[] kept =
                finished.Length == rows.Length
                    ? values
                    : [.. finished.SelectMany(i => values[(i * outputs)..((i + 1) * outputs)])];
            // What has been paid for is made durable even when the caller gave up meanwhile.
            await _journal.AppendAsync(
                _function.Fingerprint,
                batch.Select(finished),
                kept,
                cancellationToken: CancellationToken.None
            );
            foreach (int i in finished)
            {
                run.Accept(rows[i], values.AsSpan(i * outputs, outputs));
            }
        }

        if (
            failure?.SourceException is OperationCanceledException
            && cancellationToken.IsCancellationRequested
        )
        {
            failure.Throw();
        }

        ThrowIfLimited(failure);
        if (finished.Length < rows.Length)
        {
            int first = Enumerable
                .Range(0, rows.Length)
                .First(i => !AblationRun.IsFinite(values.AsSpan(i * outputs, outputs)));
            throw Failed(
                run,
                batch.GetMask(first),
                values.AsSpan(first * outputs, outputs),
                failure?.SourceException
            );
        }

        failure?.Throw();
    }

    /// <summary>A limit of what may be spent is no failure of the value function: it goes to the caller as it is.</summary>
    private static void ThrowIfLimited(ExceptionDispatchInfo? failure)
    {
        if (failure?.SourceException is InterplayException { Kind: ErrorKind.Budget })
        {
            failure.Throw();
        }
    }

    /// <summary>Ends a stream of rows that gave too few: cancelled, failed, or a row that is not finite.</summary>
    private void ThrowIfIncomplete(
        AblationRun run,
        RowStream stream,
        CancellationToken cancellationToken
    )
    {
        if (
            stream.Failure?.SourceException is OperationCanceledException
            && cancellationToken.IsCancellationRequested
        )
        {
            stream.Failure.Throw();
        }

        ThrowIfLimited(stream.Failure);
        if (stream.NotFinite is { } bad)
        {
            throw Failed(run, run.Masks.GetMask(bad.Row), bad.Values.Span, null);
        }

        if (run.Missing() is [int first, ..])
        {
            throw Failed(
                run,
                run.Masks.GetMask(first),
                [],
                stream.Failure?.SourceException
                    ?? new InvalidOperationException(
                        "The value function ended its stream without this mask."
                    )
            );
        }

        stream.Failure?.Throw();
    }

    private JournalSubject Subject =>
        new(_function.Fingerprint, _function.PartCount, _function.Outputs);

    private ValueFunctionFailedException Failed(
        AblationRun run,
        Mask mask,
        ReadOnlySpan<double> values,
        Exception? cause
    )
    {
        Ablations completed = run.Completed();
        string saved =
            $"{completed.Masks.RowCount} of {run.Masks.RowCount} ablations were evaluated before and are kept.";
        if (cause is not null)
        {
            return new ValueFunctionFailedException(
                "value-function-failed",
                $"The value function failed at mask {mask}: {cause.Message} {saved}",
                mask,
                completed,
                cause
            );
        }

        string found = string.Join(
            ", ",
            values.ToArray().Select((value, output) => $"{_function.Outputs[output]} = {value}")
        );
        return new ValueFunctionFailedException(
            "value-not-finite",
            $"The value function must give finite numbers; at mask {mask} it gave {found}. {saved}",
            mask,
            completed,
            null
        );
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>The masks of one call, what is known of them, and how the rest is asked for: each row is durable before it counts as known.</summary>
internal sealed class AblationRun(IValueFunction function, IJournal journal, MaskMatrix masks)
{
    private readonly int _outputs = function.Outputs.Count;
    private readonly double[] _values = new double[masks.RowCount * function.Outputs.Count];
    private readonly bool[] _known = new bool[masks.RowCount];

    /// <summary>Rows that were not in the journal and have a value now.</summary>
    public int Evaluated { get; private set; }

    /// <summary>What these cost.</summary>
    public AblationCost Cost { get; private set; }

    /// <summary>Takes what the journal knows.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await journal.BeginAsync(
            new JournalSubject(function.Fingerprint, function.PartCount, function.Outputs),
            cancellationToken
        );
        await journal.ReadAsync(function.Fingerprint, masks, _values, _known, cancellationToken);
    }

    /// <summary>
    /// Asks for the rows that are not known, until all are or the function fails. While some rows are made durable others go on coming: what has
    /// come meanwhile is written together, so that a slow disk groups its writes.
    /// </summary>
    /// <param name="batchSize">Most masks handed over at a time to a function that does not give rows.</param>
    /// <param name="wanted">Masks that the caller asked for, repeated ones too: what progress counts to.</param>
    /// <param name="progress">Receives the progress whenever rows are kept.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task AskAsync(
        int batchSize,
        int wanted,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        int[] missing = Rows(isKnown: false);
        int done = wanted - missing.Length;
        progress?.Report(new EvaluationProgress(done, wanted));
        if (missing.Length == 0)
        {
            return;
        }

        // An input with nothing left, or nothing taken away, shows what cannot be asked at all; rows are paid for one by one, so those come first.
        int[] extremes = function is IRowValueFunction ? Array.FindAll(missing, IsExtreme) : [];
        if (extremes.Length > 0 && extremes.Length < missing.Length)
        {
            done = await AskAsync(extremes, batchSize, done, wanted, progress, cancellationToken);
            missing = Array.FindAll(missing, row => !IsExtreme(row));
        }

        await AskAsync(missing, batchSize, done, wanted, progress, cancellationToken);
    }

    private bool IsExtreme(int row)
    {
        int kept = masks.GetMask(row).KeptCount;
        return kept == 0 || kept == masks.PartCount;
    }

    /// <summary>Asks for some rows.</summary>
    /// <returns>How many of the wanted ones are known now.</returns>
    private async Task<int> AskAsync(
        int[] missing,
        int batchSize,
        int done,
        int wanted,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        MaskMatrix asked = missing.Length == masks.RowCount ? masks : masks.Select(missing);
        ExceptionDispatchInfo? failure = null;
        EvaluatedRow? notFinite = null;
        await using IAsyncEnumerator<IReadOnlyList<EvaluatedRow>> stream = (
            function is IRowValueFunction rowFunction
                ? rowFunction.EvaluateRowsAsync(asked, stop.Token)
                : EvaluateBatchesAsync(asked, batchSize, stop.Token)
        ).GetAsyncEnumerator(stop.Token);
        while (true)
        {
            try
            {
                if (!await stream.MoveNextAsync())
                {
                    break;
                }
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
                break;
            }

            IReadOnlyList<EvaluatedRow> rows = stream.Current;
            EvaluatedRow[] kept = [.. rows.Where(static row => IsFinite(row.Values.Span))];
            if (kept.Length > 0)
            {
                await KeepAsync([.. kept.Select(row => missing[row.Row])], kept);
                done += kept.Length;
                progress?.Report(new EvaluationProgress(done, wanted));
            }

            if (kept.Length < rows.Count)
            {
                notFinite ??= rows.First(static row => !IsFinite(row.Values.Span));
                await stop.CancelAsync();
            }
        }

        // A limit of what may be spent, like the wish to stop, is no failure of the value function: it goes to the caller as it is.
        if (
            failure?.SourceException is InterplayException { Kind: ErrorKind.Budget }
            || failure?.SourceException is OperationCanceledException
                && cancellationToken.IsCancellationRequested
        )
        {
            failure.Throw();
        }

        if (notFinite is { } bad)
        {
            throw NotFinite(masks.GetMask(missing[bad.Row]), bad.Values.Span);
        }

        int first = Array.FindIndex(missing, row => !_known[row]);
        if (first >= 0)
        {
            throw Failed(
                masks.GetMask(missing[first]),
                failure?.SourceException
                    ?? new InvalidOperationException(
                        "The value function ended its stream without this mask."
                    )
            );
        }

        failure?.Throw();
        return done;
    }

    /// <summary>What is known, in the order of the masks.</summary>
    public Ablations Known()
    {
        int[] rows = Rows(isKnown: true);
        return Of(
            masks.Select(rows),
            [.. rows.SelectMany(row => _values[(row * _outputs)..((row + 1) * _outputs)])]
        );
    }

    /// <summary>The values in the order, and with the repetitions, of the masks that were asked for.</summary>
    public Ablations Spread(MaskMatrix wanted, int[] numbers)
    {
        if (ReferenceEquals(wanted, masks))
        {
            return Of(wanted, _values);
        }

        var values = new double[wanted.RowCount * _outputs];
        for (int row = 0; row < numbers.Length; row++)
        {
            _values.AsSpan(numbers[row] * _outputs, _outputs).CopyTo(values.AsSpan(row * _outputs));
        }

        return Of(wanted, values);
    }

    private Ablations Of(MaskMatrix rows, double[] values) =>
        new()
        {
            Masks = rows,
            Outputs = function.Outputs,
            Values = values,
            Evaluated = Evaluated,
            Cost = Cost,
        };

    private int[] Rows(bool isKnown) =>
        [.. Enumerable.Range(0, _known.Length).Where(row => _known[row] == isKnown)];

    /// <summary>Hands masks over in batches. Of a batch that fails the rows that it finished are given before the failure.</summary>
    private async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateBatchesAsync(
        MaskMatrix asked,
        int batchSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (int start = 0; start < asked.RowCount; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] batch = [.. Enumerable.Range(start, Math.Min(batchSize, asked.RowCount - start))];
            // Values start as NaN, so that rows a failing function did finish can be told from those it did not reach.
            var values = new double[batch.Length * _outputs];
            Array.Fill(values, double.NaN);
            ExceptionDispatchInfo? failure = null;
            try
            {
                await function.EvaluateAsync(asked.Select(batch), values, cancellationToken);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            yield return
            [
                .. batch
                    .Select(row => new EvaluatedRow(
                        row,
                        values.AsMemory((row - batch[0]) * _outputs, _outputs),
                        default
                    ))
                    .Where(row => failure is null || IsFinite(row.Values.Span)),
            ];
            failure?.Throw();
        }
    }

    private async Task KeepAsync(int[] numbers, EvaluatedRow[] rows)
    {
        var values = new double[rows.Length * _outputs];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Values.Span.CopyTo(values.AsSpan(i * _outputs, _outputs));
        }

        // What has been paid for is made durable even when the caller gave up meanwhile.
        await journal.AppendAsync(
            function.Fingerprint,
            masks.Select(numbers),
            values,
            Array.ConvertAll(rows, static row => row.Cost),
            CancellationToken.None
        );
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].Values.Span.CopyTo(_values.AsSpan(numbers[i] * _outputs, _outputs));
            _known[numbers[i]] = true;
            Cost += rows[i].Cost;
        }

        Evaluated += rows.Length;
    }

    private ValueFunctionFailedException Failed(Mask mask, Exception cause) =>
        new ValueFunctionFailedException(
            "value-function-failed",
            $"The value function failed at mask {mask}{Meaning(mask)}: {cause.Message} {Saved()}",
            mask,
            Known(),
            cause
        );

    private ValueFunctionFailedException NotFinite(Mask mask, ReadOnlySpan<double> values)
    {
        string found = string.Join(
            ", ",
            function.Outputs.Zip(values.ToArray(), static (output, value) => $"{output} = {value}")
        );
        return new ValueFunctionFailedException(
            "value-not-finite",
            $"The value function must give finite numbers; at mask {mask} it gave {found}. {Saved()}",
            mask,
            Known(),
            null
        );
    }

    private static string Meaning(Mask mask) =>
        mask.KeptCount == 0 ? " (all parts taken away)"
        : mask.KeptCount == mask.PartCount ? " (all parts kept)"
        : "";

    private string Saved() =>
        $"{_known.Count(static known => known)} of {masks.RowCount} ablations were evaluated before and are kept.";

    private static bool IsFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}

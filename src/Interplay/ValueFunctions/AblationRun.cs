using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>The masks of one call, what is known of them, and how the rest is asked for: each row is durable before it counts as known.</summary>
internal sealed class AblationRun(IValueFunction function, IJournal journal, MaskMatrix masks)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly int _outputs = function.Outputs.Count;
    private readonly double[] _values = new double[masks.RowCount * function.Outputs.Count];
    private readonly bool[] _known = new bool[masks.RowCount];
    private readonly HashSet<int> _faulty = [];

    /// <summary>Rows that were not in the journal and have a value now.</summary>
    public int Evaluated { get; private set; }

    /// <summary>What these cost.</summary>
    public AblationCost Cost { get; private set; }

    /// <summary>The masks whose values in the journal cannot be, with what is wrong with them; they count as not known.</summary>
    public List<(Mask Mask, string Fault)> Faults { get; } = [];

    /// <summary>Takes what the journal knows.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        await journal.BeginAsync(
            new JournalSubject(function.Fingerprint, function.PartCount, function.Outputs),
            cancellationToken
        );
        await journal.ReadAsync(function.Fingerprint, masks, _values, _known, cancellationToken);
        for (int row = 0; row < _known.Length; row++)
        {
            if (_known[row] && function.Fault(Values(row)) is { } fault)
            {
                _known[row] = false;
                _faulty.Add(row);
                Faults.Add((masks.GetMask(row), fault));
            }
        }
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
        progress?.Report(new EvaluationProgress(wanted - Missing.Length, wanted));
        // While they are there they count as known, and nobody can claim them.
        await journal.ForgetAsync(
            function.Fingerprint,
            masks.Select([.. _faulty]),
            cancellationToken
        );
        TimeSpan wait = FirstWait;
        try
        {
            while (Missing is { Length: > 0 } missing)
            {
                // An input with nothing left, or nothing taken away, shows what cannot be asked at all; rows are paid for one by one, so those come first.
                int[] extremes =
                    function is IRowValueFunction ? Array.FindAll(missing, IsExtreme) : [];
                if (extremes.Length > 0 && extremes.Length < missing.Length)
                {
                    await AskAsync(extremes, batchSize, wanted, progress, cancellationToken);
                    missing = Array.FindAll(missing, row => !IsExtreme(row));
                }

                await AskAsync(missing, batchSize, wanted, progress, cancellationToken);
                int left = Missing.Length;
                if (left == 0)
                {
                    return;
                }

                // The rest is being worked at elsewhere: it comes into the journal, or its claims end.
                await Task.Delay(wait, cancellationToken);
                wait = wait * 1.5 < LongestWait ? wait * 1.5 : LongestWait;
                await ReadOthersAsync(cancellationToken);
                if (Missing.Length < left)
                {
                    wait = FirstWait;
                    progress?.Report(new EvaluationProgress(wanted - Missing.Length, wanted));
                }
            }
        }
        finally
        {
            if (Missing.Length > 0)
            {
                await ReleaseAsync();
            }
        }
    }

    private int[] Missing => Rows(isKnown: false);

    private Span<double> Values(int row) => _values.AsSpan(row * _outputs, _outputs);

    /// <summary>Takes what other processes have come to know meanwhile.</summary>
    private async Task ReadOthersAsync(CancellationToken cancellationToken)
    {
        int[] missing = Missing;
        var values = new double[missing.Length * _outputs];
        var found = new bool[missing.Length];
        await journal.ReadAsync(
            function.Fingerprint,
            masks.Select(missing),
            values,
            found,
            cancellationToken
        );
        for (int i = 0; i < missing.Length; i++)
        {
            if (found[i])
            {
                values.AsSpan(i * _outputs, _outputs).CopyTo(Values(missing[i]));
                _known[missing[i]] = true;
            }
        }
    }

    /// <summary>Leaves to others what will not be asked here. A journal that is out of reach is no reason for another error: claims end by themselves.</summary>
    private async Task ReleaseAsync()
    {
        try
        {
            await journal.ReleaseAsync(function.Fingerprint, CancellationToken.None);
        }
        catch (InterplayException) { }
    }

    private bool IsExtreme(int row)
    {
        int kept = masks.GetMask(row).KeptCount;
        return kept == 0 || kept == masks.PartCount;
    }

    /// <summary>Asks for those of some rows that no other process works at.</summary>
    private async Task AskAsync(
        int[] missing,
        int batchSize,
        int wanted,
        IProgress<EvaluationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        MaskMatrix asked = missing.Length == masks.RowCount ? masks : masks.Select(missing);
        var claims = new RowClaims(journal, function.Fingerprint, asked);
        ExceptionDispatchInfo? failure = null;
        EvaluatedRow? bad = null;
        await using IAsyncEnumerator<IReadOnlyList<EvaluatedRow>> stream = (
            function is IRowValueFunction rowFunction
                ? rowFunction.EvaluateRowsAsync(asked, claims, stop.Token)
                : EvaluateBatchesAsync(asked, claims, batchSize, stop.Token)
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
            EvaluatedRow[] kept = [.. rows.Where(IsGood)];
            if (kept.Length > 0)
            {
                await KeepAsync([.. kept.Select(row => missing[row.Row])], kept);
                progress?.Report(new EvaluationProgress(wanted - Missing.Length, wanted));
            }

            if (kept.Length < rows.Count)
            {
                bad ??= rows.First(row => !IsGood(row));
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

        if (bad is { } refused)
        {
            throw Refused(masks.GetMask(missing[refused.Row]), refused.Values.Span);
        }

        int first = Enumerable
            .Range(0, missing.Length)
            .Where(row =>
                !_known[missing[row]] && (failure is not null || !claims.IsElsewhere(row))
            )
            .FirstOrDefault(-1);
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
    }

    /// <summary>What is known, in the order of the masks.</summary>
    public Ablations Known()
    {
        int[] rows = Rows(isKnown: true);
        return Of(masks.Select(rows), [.. rows.SelectMany(row => Values(row).ToArray())]);
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
        RowClaims claims,
        int batchSize,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        for (int start = 0; start < asked.RowCount; start += batchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] batch =
            [
                .. await claims.TakeAsync(
                    [.. Enumerable.Range(start, Math.Min(batchSize, asked.RowCount - start))],
                    cancellationToken
                ),
            ];
            if (batch.Length == 0)
            {
                continue;
            }

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
                    .Select(
                        (row, i) =>
                            new EvaluatedRow(row, values.AsMemory(i * _outputs, _outputs), default)
                    )
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
            rows[i].Values.Span.CopyTo(Values(numbers[i]));
            _known[numbers[i]] = true;
            Cost += rows[i].Cost;
        }

        Evaluated += rows.Length;
    }

    private int Kept => _known.Count(static known => known);

    private ValueFunctionFailedException Failed(Mask mask, Exception cause) =>
        new ValueFunctionFailedException(
            "value-function-failed",
            FailureText.Of(cause, mask, Kept, masks.RowCount),
            mask,
            Known(),
            cause
        );

    private bool IsGood(EvaluatedRow row) =>
        IsFinite(row.Values.Span) && function.Fault(row.Values.Span) is null;

    private ValueFunctionFailedException Refused(Mask mask, ReadOnlySpan<double> values)
    {
        if (IsFinite(values) && function.Fault(values) is { } fault)
        {
            return new ValueFunctionFailedException(
                "value-impossible",
                FailureText.Impossible(fault, mask, Kept, masks.RowCount),
                mask,
                Known(),
                null
            );
        }

        double[] given = values.ToArray();
        int wrong = Array.FindIndex(given, static value => !double.IsFinite(value));
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"{function.Outputs[wrong]} = {given[wrong]}"
        );
        return new ValueFunctionFailedException(
            "value-not-finite",
            FailureText.NotFinite(found, mask, Kept, masks.RowCount),
            mask,
            Known(),
            null
        );
    }

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

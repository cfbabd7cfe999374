using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Interplay.ValueFunctions;

/// <summary>How an <see cref="IRowValueFunction"/> works at several things at a time: prompts, retrainings, answers of a program.</summary>
public static class RowWorkers
{
    /// <summary>
    /// Evaluates items in their order, some at a time, and gives their rows as they come. An item keeps its place among those in flight until its
    /// rows are kept, which is when the next ones are asked for. The first failure, or cancelling, stops new items; those in flight come to
    /// their end, for they are paid, unless cancelling stops them too. What came back is given before the stream throws.
    /// </summary>
    /// <param name="items">What is evaluated; moved on by one worker at a time, when there is a place. What it throws is a failure like any other.</param>
    /// <param name="concurrency">Most items in flight, at least 1.</param>
    /// <param name="evaluate">The rows of an item. It may block its thread. Its token is cancelled when nobody wants the rows any more.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    public static IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> RunAsync<T>(
        IEnumerable<T> items,
        int concurrency,
        Func<T, CancellationToken, ValueTask<IReadOnlyList<EvaluatedRow>>> evaluate,
        CancellationToken cancellationToken = default
    ) =>
        RunAsync(
            items,
            concurrency,
            static (_, _) => ValueTask.FromResult(true),
            evaluate,
            cancellationToken
        );

    /// <summary>The same, where not every item is to be evaluated: another process may work at it.</summary>
    /// <param name="items">As above.</param>
    /// <param name="concurrency">Most items in flight, at least 1.</param>
    /// <param name="begin">Whether an item is to be evaluated, asked when its turn has come. It may be asked for several items at a time.</param>
    /// <param name="evaluate">As above.</param>
    /// <param name="cancellationToken">Stops the stream.</param>
    public static async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> RunAsync<T>(
        IEnumerable<T> items,
        int concurrency,
        Func<T, CancellationToken, ValueTask<bool>> begin,
        Func<T, CancellationToken, ValueTask<IReadOnlyList<EvaluatedRow>>> evaluate,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concurrency);
        ArgumentNullException.ThrowIfNull(begin);
        ArgumentNullException.ThrowIfNull(evaluate);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using IEnumerator<T> queue = items.GetEnumerator();
        var workers = new Workers<T>(queue, begin, evaluate);
        Task all = workers.RunAsync(concurrency, stop.Token);
        try
        {
            while (await workers.Answers.WaitToReadAsync(CancellationToken.None))
            {
                var rows = new List<EvaluatedRow>();
                var places = new List<TaskCompletionSource>();
                while (workers.Answers.TryRead(out Evaluation answer))
                {
                    rows.AddRange(answer.Rows);
                    places.Add(answer.Kept);
                }

                yield return rows;
                places.ForEach(static place => place.SetResult());
            }
        }
        finally
        {
            // A caller that stops reading wants no more.
            await stop.CancelAsync();
            await all;
        }

        workers.Failure?.Throw();
    }

    private readonly record struct Evaluation(
        IReadOnlyList<EvaluatedRow> Rows,
        TaskCompletionSource Kept
    );

    private sealed class Workers<T>(
        IEnumerator<T> queue,
        Func<T, CancellationToken, ValueTask<bool>> begin,
        Func<T, CancellationToken, ValueTask<IReadOnlyList<EvaluatedRow>>> evaluate
    )
    {
        private readonly Lock _lock = new();
        private readonly Channel<Evaluation> _answers = Channel.CreateUnbounded<Evaluation>(
            new UnboundedChannelOptions { SingleReader = true }
        );

        /// <summary>The answers as they come; ends when all have come or nothing more will.</summary>
        public ChannelReader<Evaluation> Answers => _answers.Reader;

        /// <summary>What ended the run early; null when it came to its end.</summary>
        public ExceptionDispatchInfo? Failure { get; private set; }

        /// <summary>Runs to the end; does not throw.</summary>
        public async Task RunAsync(int count, CancellationToken stop)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(0, count)
                    .Select(_ => Task.Run(() => WorkAsync(stop), CancellationToken.None))
            );
            _answers.Writer.Complete();
        }

        private async Task WorkAsync(CancellationToken stop)
        {
            try
            {
                while (TryTake(out T? item, stop))
                {
                    if (!await begin(item, stop))
                    {
                        continue;
                    }

                    var answer = new Evaluation(
                        await evaluate(item, stop),
                        new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
                    );
                    _answers.Writer.TryWrite(answer);
                    // A reader that has left keeps nothing more.
                    await answer
                        .Kept.Task.WaitAsync(stop)
                        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
            catch (Exception exception)
            {
                lock (_lock)
                {
                    Failure ??= ExceptionDispatchInfo.Capture(exception);
                }
            }
        }

        private bool TryTake([MaybeNullWhen(false)] out T item, CancellationToken stop)
        {
            lock (_lock)
            {
                item = default;
                if (Failure is not null)
                {
                    return false;
                }

                stop.ThrowIfCancellationRequested();
                if (!queue.MoveNext())
                {
                    return false;
                }

                item = queue.Current;
                return true;
            }
        }
    }
}

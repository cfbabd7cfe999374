using Interplay.ValueFunctions;

namespace Interplay.Tests.ValueFunctions;

/// <summary>Work at several things at a time whose rows come as they are there.</summary>
public sealed class RowWorkersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task AnItemKeepsItsPlaceUntilItsRowsAreKept(int concurrency)
    {
        int begun = 0;
        int kept = 0;
        var rows = new List<EvaluatedRow>();
        IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> stream = RowWorkers.RunAsync(
            Enumerable.Range(0, 60),
            concurrency,
            (item, _) =>
            {
                int inFlight = Interlocked.Increment(ref begun) - Volatile.Read(ref kept);
                Assert.InRange(inFlight, 1, concurrency);
                return Rows(item);
            },
            Token
        );
        await foreach (IReadOnlyList<EvaluatedRow> some in stream)
        {
            Assert.InRange(some.Count, 1, concurrency);
            rows.AddRange(some);
            Volatile.Write(ref kept, rows.Count);
        }

        Assert.Equal(Enumerable.Range(0, 60), rows.Select(static row => row.Row).Order());
    }

    [Fact]
    public async Task OneAtATimeKeepsTheOrder()
    {
        var rows = new List<int>();
        await foreach (
            IReadOnlyList<EvaluatedRow> some in RowWorkers.RunAsync(
                [3, 1, 2],
                1,
                static (item, _) => Rows(item),
                Token
            )
        )
        {
            rows.AddRange(some.Select(static row => row.Row));
        }

        Assert.Equal([3, 1, 2], rows);
    }

    [Fact]
    public async Task WhatCameBackIsGivenBeforeTheFailureOfTheItems()
    {
        static IEnumerable<int> Items()
        {
            yield return 0;
            yield return 1;
            throw new IOException("no more");
        }

        var rows = new List<EvaluatedRow>();
        IOException failure = await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (
                IReadOnlyList<EvaluatedRow> some in RowWorkers.RunAsync(
                    Items(),
                    2,
                    static (item, _) => Rows(item),
                    Token
                )
            )
            {
                rows.AddRange(some);
            }
        });
        Assert.Equal("no more", failure.Message);
        Assert.Equal(2, rows.Count);
    }

    [Fact]
    public async Task AReaderThatLeavesStopsThoseInFlight()
    {
        int stopped = 0;
        var begun = new TaskCompletionSource();
        await foreach (
            IReadOnlyList<EvaluatedRow> _ in RowWorkers.RunAsync(
                Enumerable.Range(0, 60),
                2,
                async (item, stop) =>
                {
                    if (item == 0)
                    {
                        await begun.Task;
                        return await Rows(item);
                    }

                    begun.TrySetResult();
                    try
                    {
                        await Task.Delay(Timeout.Infinite, stop);
                    }
                    finally
                    {
                        stopped++;
                    }

                    return await Rows(item);
                },
                Token
            )
        )
        {
            break;
        }

        Assert.Equal(1, stopped);
    }

    private static ValueTask<IReadOnlyList<EvaluatedRow>> Rows(int item) =>
        ValueTask.FromResult<IReadOnlyList<EvaluatedRow>>([
            new EvaluatedRow(item, new double[] { item }, default),
        ]);
}

using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Tests.ValueFunctions;

/// <summary>Value functions whose ablations come back one by one: each is durable as soon as it is there.</summary>
public sealed class RowValueFunctionTests
{
    private static readonly MaskMatrix Masks = UniformDesign.Draw(20, 60, new SeededRandom(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RowsOfAnyOrderFindTheirMasks()
    {
        var function = new Rows(20);
        Ablations all = await new AblationEvaluator(function).EvaluateAsync(
            Masks.Concat(Masks),
            cancellationToken: Token
        );
        Assert.Equal(60, all.Evaluated);
        Assert.Equal(60, function.Given);
        Assert.Equal(60, all.Cost.Calls);
        for (int row = 0; row < 120; row++)
        {
            Assert.Equal(Masks.GetMask(row % 60).KeptCount, all.Values.Span[row]);
        }
    }

    [Fact]
    public async Task EachRowIsInTheJournalWhenItIsThereNotWhenAllAre()
    {
        var journal = new MemoryJournal();
        var function = new Rows(20) { HoldAfter = 10 };
        Task<Ablations> run = new AblationEvaluator(function, journal).EvaluateAsync(
            Masks,
            cancellationToken: Token
        );
        await function.Held.Task.WaitAsync(Token);
        Assert.Equal(10, journal.Count);
        function.Go.SetResult();
        await run;
        Assert.Equal(60, journal.Count);
    }

    [Theory]
    [InlineData(true, "value-function-failed")]
    [InlineData(false, "value-not-finite")]
    public async Task AFailureKeepsWhatCameBefore(bool throws, string name)
    {
        var journal = new MemoryJournal();
        var broken = new Rows(20) { BreakAfter = 25, Throws = throws };
        var error = await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
            new AblationEvaluator(broken, journal).EvaluateAsync(Masks, cancellationToken: Token)
        );
        Assert.Equal(name, error.Name);
        Assert.Equal(25, error.Completed.Masks.RowCount);
        Assert.Equal(25, journal.Count);
        var whole = new Rows(20);
        Ablations resumed = await new AblationEvaluator(whole, journal).EvaluateAsync(
            Masks,
            cancellationToken: Token
        );
        Assert.Equal((35, 25), (resumed.Evaluated, resumed.Reused));
        Assert.Equal(35, whole.Given);
    }

    [Fact]
    public async Task ALimitOfWhatMayBeSpentLeavesAnExplanationOfWhatWasPaidFor()
    {
        var journal = new MemoryJournal();
        var options = new ExplainOptions { Budget = 60, HeldOut = 0 };
        var limited = new Rows(20) { BreakAfter = 40, IsLimit = true };
        var request = new FunctionRequest
        {
            Function = limited,
            Options = options,
            Journal = journal,
        };
        RunResult result = await Explainer.ExplainAsync(request, cancellationToken: Token);
        Assert.Equal((RunStop.LimitReached, 40), (result.Stop, result.Evaluated));
        Assert.True(result.IsPartial);
        Interplay.Reports.Explanation known = await Explainer.ExplainKnownAsync(
            request,
            cancellationToken: Token
        );
        Assert.Equal(40, known.Ablations);
        Assert.Contains(known.Notes, note => note.Contains("Partial: 40 of 60"));
        Assert.Equal(result.Explanation.Outputs[0].Spectrum.Terms, known.Outputs[0].Spectrum.Terms);

        var rounds = new List<RunResult>();
        await foreach (
            RunResult round in Explainer.StepsAsync(
                new FunctionRequest
                {
                    Function = new Rows(20) { BreakAfter = 40, IsLimit = true },
                    Options = options,
                    Rounds = new AnytimeOptions { FirstRound = 30 },
                },
                cancellationToken: Token
            )
        )
        {
            rounds.Add(round);
        }

        Assert.Equal([null, RunStop.LimitReached], rounds.Select(static round => round.Stop));
        Assert.Equal(40, rounds[^1].Explanation.Ablations);
        var error = await Assert.ThrowsAsync<InterplayException>(() =>
            Explainer.ExplainKnownAsync(
                request with
                {
                    Journal = new MemoryJournal(),
                },
                cancellationToken: Token
            )
        );
        Assert.Equal("too-few-ablations", error.Name);
    }

    [Fact]
    public async Task CancellingKeepsWhatCameBefore()
    {
        var journal = new MemoryJournal();
        var function = new Rows(20) { HoldAfter = 10 };
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<Ablations> run = new AblationEvaluator(function, journal).EvaluateAsync(
            Masks,
            cancellationToken: source.Token
        );
        await function.Held.Task.WaitAsync(Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(10, journal.Count);
    }

    [Fact]
    public async Task AStreamThatEndsEarlyIsAnError()
    {
        var function = new Rows(20) { EndAfter = 59 };
        var error = await Assert.ThrowsAsync<ValueFunctionFailedException>(() =>
            new AblationEvaluator(function).EvaluateAsync(Masks, cancellationToken: Token)
        );
        Assert.Equal("value-function-failed", error.Name);
        Assert.Equal(59, error.Completed.Masks.RowCount);
    }

    [Fact]
    public async Task NoRowIsAskedForBeforeTheOneBeforeItIsKept()
    {
        var journal = new MemoryJournal();
        var function = new Rows(20) { Asked = given => Assert.Equal(given, journal.Count) };
        await new AblationEvaluator(function, journal).EvaluateAsync(
            Masks,
            cancellationToken: Token
        );
        Assert.Equal(60, journal.Count);
    }

    [Fact]
    public async Task AJournalThatFailsStopsTheStream()
    {
        var function = new Rows(20) { HoldAfter = 10 };
        await Assert.ThrowsAsync<IOException>(() =>
            new AblationEvaluator(function, new FullDisk()).EvaluateAsync(
                Masks,
                cancellationToken: Token
            )
        );
        Assert.True(function.IsStopped);
        Assert.Equal(1, function.Given);
    }

    /// <summary>Counts kept parts; gives the rows from the last to the first.</summary>
    private sealed class Rows(int partCount) : IRowValueFunction
    {
        public int HoldAfter { get; init; } = int.MaxValue;

        public int BreakAfter { get; init; } = int.MaxValue;

        public int EndAfter { get; init; } = int.MaxValue;

        public bool Throws { get; init; }

        public bool IsLimit { get; init; }

        /// <summary>Ends when those before <see cref="HoldAfter"/> are kept and another is asked for.</summary>
        public TaskCompletionSource Held { get; } = new();

        public TaskCompletionSource Go { get; } = new();

        /// <summary>Called before each row with the number of those given.</summary>
        public Action<int>? Asked { get; init; }

        public int Given { get; private set; }

        public bool IsStopped { get; private set; }

        public int PartCount => partCount;

        public IReadOnlyList<string> Outputs { get; } = ["kept"];

        public string Fingerprint => "kept-count";

        public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
            MaskMatrix masks,
            [EnumeratorCancellation] CancellationToken cancellationToken = default
        )
        {
            try
            {
                for (int row = masks.RowCount - 1; row >= 0; row--)
                {
                    if (Given == HoldAfter)
                    {
                        Held.SetResult();
                        await Go.Task.WaitAsync(cancellationToken);
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    Asked?.Invoke(Given);

                    if (Given == EndAfter)
                    {
                        yield break;
                    }

                    if (Given == BreakAfter && IsLimit)
                    {
                        throw new InterplayException(
                            ErrorKind.Budget,
                            "enough",
                            "Enough was spent."
                        );
                    }

                    if (Given == BreakAfter && Throws)
                    {
                        throw new InvalidOperationException("the endpoint hung up");
                    }

                    double value = Given == BreakAfter ? double.NaN : masks.GetMask(row).KeptCount;
                    Given++;
                    yield return
                    [
                        new EvaluatedRow(
                            row,
                            new[] { value },
                            new AblationCost(1, 10, 0, TimeSpan.FromMilliseconds(1))
                        ),
                    ];
                }
            }
            finally
            {
                IsStopped = true;
            }
        }
    }

    private sealed class FullDisk : IJournal
    {
        public ValueTask ReadAsync(
            string fingerprint,
            MaskMatrix masks,
            Memory<double> values,
            Memory<bool> found,
            CancellationToken cancellationToken = default
        ) => ValueTask.CompletedTask;

        public ValueTask AppendAsync(
            string fingerprint,
            MaskMatrix masks,
            ReadOnlyMemory<double> values,
            ReadOnlyMemory<AblationCost> costs = default,
            CancellationToken cancellationToken = default
        ) => throw new IOException("No space left on device.");
    }
}

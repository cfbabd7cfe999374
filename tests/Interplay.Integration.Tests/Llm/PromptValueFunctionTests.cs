using System.Collections.Concurrent;
using System.Threading.Channels;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Llm;

public sealed class PromptValueFunctionTests
{
    private static readonly WordsLens Lens = new("a b c d e f", false);
    private static readonly MaskMatrix All = MaskMatrix.Create(
        64,
        6,
        static (row, words) => words[0] = (ulong)row
    );
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_row_comes_once_with_its_own_values_and_equal_prompts_are_asked_once()
    {
        // Two equal words: masks that keep either render alike.
        var lens = new WordsLens("a a c", true);
        var scorer = new LengthScorer();
        var function = new PromptValueFunction(lens, scorer);
        MaskMatrix masks = MaskMatrix.Create(8, 3, static (row, words) => words[0] = (ulong)row);
        EvaluatedRow[] rows = [.. (await ReadAsync(function, masks)).OrderBy(row => row.Row)];
        Assert.Equal(Enumerable.Range(0, 8), rows.Select(static row => row.Row));
        Assert.Equal(6, scorer.Asked.Count);
        Assert.Equal(6, rows.Sum(static row => row.Cost.Calls));
        Assert.Equal(6, function.Spent.Calls);
        Assert.All(
            rows,
            row =>
                Assert.Equal(
                    LengthScorer.Value(lens.Ablate(masks.GetMask(row.Row))),
                    row.Values.Span[0]
                )
        );
    }

    [Fact]
    public async Task Prompts_with_a_beginning_in_common_follow_one_another()
    {
        var scorer = new LengthScorer();
        var function = new PromptValueFunction(
            Lens,
            scorer,
            new PromptEvaluationOptions { Concurrency = 1 }
        );
        await ReadAsync(function, All);
        string[] asked = [.. scorer.Asked];
        List<string> given =
        [
            .. Enumerable
                .Range(0, 64)
                .Select(static row => RenderedPrompt.Render(Lens.Ablate(All.GetMask(row)))),
        ];
        int before = SharedCharacters(given);
        given.Sort(StringComparer.Ordinal);
        Assert.Equal(given, asked);
        Assert.True(SharedCharacters(asked) > before);
    }

    /// <summary>Characters that a prompt has in common with the beginning of the one before it, all together.</summary>
    private static int SharedCharacters(IReadOnlyList<string> prompts) =>
        prompts
            .Zip(prompts.Skip(1))
            .Sum(static pair => pair.First.AsSpan().CommonPrefixLength(pair.Second));

    [Fact]
    public void Different_prompts_render_differently()
    {
        static string Render(params PromptMessage[] messages) =>
            RenderedPrompt.Render(new Prompt { Messages = messages });
        string[] rendered =
        [
            Render(new PromptMessage("user", "ab")),
            Render(new PromptMessage("user", "a"), new PromptMessage("user", "b")),
            Render(new PromptMessage("user", "a\0\u0002user\0\u0002b")),
            Render(new PromptMessage("user", "a\0\u0001\u0002user\0\u0002b")),
            RenderedPrompt.Render(
                new Prompt { Messages = [new PromptMessage("user", "ab")], IsPlain = true }
            ),
        ];
        Assert.Distinct(rendered);
    }

    [Fact]
    public async Task A_failed_row_ends_the_stream_after_those_in_flight()
    {
        // The twentieth fails when the seven after it are asked too, and they come to their end.
        var scorer = new LengthScorer { HangsAfter = 19 };
        var function = new PromptValueFunction(
            Lens,
            scorer,
            new PromptEvaluationOptions { Concurrency = 8 }
        );
        var rows = new List<EvaluatedRow>();
        Task<InvalidOperationException> read = Assert.ThrowsAsync<InvalidOperationException>(
            async () =>
            {
                await foreach (
                    IReadOnlyList<EvaluatedRow> some in function.EvaluateRowsAsync(All, Stop)
                )
                {
                    rows.AddRange(some);
                }
            }
        );
        TaskCompletionSource[] held = await scorer.HeldAsync(8);
        // What goes on after a held prompt runs at once: the failure is known when the others end.
        await Task.Run(() => held[0].SetException(new InvalidOperationException("no")), Stop);
        Array.ForEach(held[1..], static one => one.SetResult());
        Assert.Equal("no", (await read).Message);
        Assert.Equal(27, scorer.Asked.Count);
        Assert.Equal(26, rows.Count);
    }

    [Fact]
    public async Task A_limit_of_calls_is_kept_across_rounds_and_gives_what_was_paid_for()
    {
        var function = new PromptValueFunction(
            Lens,
            new LengthScorer(),
            new PromptEvaluationOptions { Concurrency = 8, MaxCalls = 50 }
        );
        var first = await ReadAsync(function, All.Select([.. Enumerable.Range(0, 30)]));
        Assert.Equal(30, first.Count);
        var rows = new List<EvaluatedRow>();
        InterplayException exception = await Assert.ThrowsAsync<InterplayException>(async () =>
        {
            await foreach (
                IReadOnlyList<EvaluatedRow> some in function.EvaluateRowsAsync(All, Stop)
            )
            {
                rows.AddRange(some);
            }
        });
        Assert.Equal("cost-limit-reached", exception.Name);
        Assert.Equal(20, rows.Count);
        Assert.Contains("50 calls", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_cost_is_not_gone_beyond()
    {
        var prices = new TokenPrices(10, 100);
        var function = new PromptValueFunction(
            Lens,
            new LengthScorer(),
            new PromptEvaluationOptions
            {
                Concurrency = 4,
                MaxCost = 0.02,
                Prices = prices,
            }
        );
        // A prompt takes 100 tokens to read and one to write: 0.0011.
        InterplayException exception = await Assert.ThrowsAsync<InterplayException>(() =>
            ReadAsync(function, All)
        );
        Assert.Equal("cost-limit-reached", exception.Name);
        Assert.Equal(18, function.Spent.Calls);
        Assert.Equal(
            0.0198,
            prices.Of(function.Spent.InputTokens, function.Spent.OutputTokens),
            1e-9
        );
    }

    [Fact]
    public async Task Cancelling_gives_what_is_there()
    {
        using var stop = new CancellationTokenSource();
        var function = new PromptValueFunction(
            Lens,
            new LengthScorer { HangsAfter = 10 },
            new PromptEvaluationOptions { Concurrency = 2 }
        );
        var rows = new List<EvaluatedRow>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (
                IReadOnlyList<EvaluatedRow> some in function.EvaluateRowsAsync(All, stop.Token)
            )
            {
                rows.AddRange(some);
                if (rows.Count == 10)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.Equal(10, function.Spent.Calls);
        Assert.Equal(10, rows.Count);
    }

    [Fact]
    public async Task An_estimate_counts_different_prompts_and_measures_tokens()
    {
        var function = new PromptValueFunction(
            new WordsLens("a a c", true),
            new LengthScorer(),
            new PromptEvaluationOptions { Prices = new TokenPrices(1, 2) }
        );
        MaskMatrix masks = MaskMatrix.Create(8, 3, static (row, words) => words[0] = (ulong)row);
        CostEstimate guess = function.Estimate(masks, requestsPerSecond: 2);
        Assert.Equal(6, guess.Prompts);
        Assert.Equal(6, guess.Calls);
        Assert.Equal(TimeSpan.FromSeconds(3), guess.Duration);
        int characters = 3 + 5 + 5 + 7 + 7 + 9;
        Assert.Equal(characters / 4, guess.InputTokens);
        Assert.Equal(
            (guess.InputTokens + 2.0 * guess.OutputTokens) / 1e6,
            guess.Money!.Value,
            1e-12
        );
        CostEstimate measured = await function.MeasureAsync(masks, cancellationToken: Stop);
        Assert.Equal((long)Math.Ceiling(characters / 0.09), measured.InputTokens);
    }

    private static async Task<List<EvaluatedRow>> ReadAsync(
        PromptValueFunction function,
        MaskMatrix masks
    )
    {
        var rows = new List<EvaluatedRow>();
        await foreach (IReadOnlyList<EvaluatedRow> some in function.EvaluateRowsAsync(masks, Stop))
        {
            rows.AddRange(some);
        }

        return rows;
    }

    /// <summary>A scorer in this process: the length of the prompt.</summary>
    private sealed class LengthScorer : IPromptScorer
    {
        private readonly Channel<TaskCompletionSource> _held =
            Channel.CreateUnbounded<TaskCompletionSource>();
        private int _count;

        public ConcurrentQueue<string> Asked { get; } = [];

        /// <summary>Prompts that are scored at once; those after them wait to be let go.</summary>
        public int HangsAfter { get; init; } = int.MaxValue;

        public string Fingerprint => "length";

        public IReadOnlyList<string> Outputs => ["length"];

        public static double Value(Prompt prompt) => prompt.Messages[0].Content.Length;

        public async ValueTask<PromptScore> ScoreAsync(
            Prompt prompt,
            CancellationToken cancellationToken = default
        )
        {
            Asked.Enqueue(RenderedPrompt.Render(prompt));
            int number = Interlocked.Increment(ref _count);
            await Task.Yield();
            if (number > HangsAfter)
            {
                var held = new TaskCompletionSource();
                await _held.Writer.WriteAsync(held, cancellationToken);
                await held.Task.WaitAsync(cancellationToken);
            }

            return new PromptScore(
                new[] { Value(prompt) },
                new AblationCost(1, 100, 1, TimeSpan.FromMilliseconds(1))
            );
        }

        /// <summary>Waits until so many prompts wait.</summary>
        public async Task<TaskCompletionSource[]> HeldAsync(int count)
        {
            var held = new TaskCompletionSource[count];
            for (int i = 0; i < count; i++)
            {
                held[i] = await _held.Reader.ReadAsync(Stop);
            }

            return held;
        }
    }
}

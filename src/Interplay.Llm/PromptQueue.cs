using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace Interplay.Llm;

/// <summary>
/// Scores prompts, some at a time, in their order. A prompt that fails, or a limit that is reached, stops new ones; those in flight come to
/// their end, for they are paid. Cancelling stops those too. A prompt keeps its place until its score is kept.
/// </summary>
internal sealed class PromptQueue(
    IReadOnlyList<RenderedPrompt> prompts,
    IPromptScorer scorer,
    SpendingLimit limit,
    int scoredCharacters
)
{
    private readonly Lock _lock = new();
    private readonly Channel<ScoredPrompt> _scores = Channel.CreateUnbounded<ScoredPrompt>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private int _next;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The scores as they come. Ends when all have come or nothing more will; <see cref="ThrowIfFailed"/> tells which.</summary>
    public ChannelReader<ScoredPrompt> Scores => _scores.Reader;

    /// <summary>Runs to the end; does not throw.</summary>
    public async Task RunAsync(int concurrency, CancellationToken cancellationToken)
    {
        int workers = Math.Min(concurrency, prompts.Count);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(cancellationToken)));
        _scores.Writer.Complete();
    }

    /// <summary>Throws what ended the run early.</summary>
    public void ThrowIfFailed() => _failure?.Throw();

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (Take(cancellationToken) is { } prompt)
        {
            PromptScore score;
            try
            {
                score = await scorer.ScoreAsync(prompt.Prompt, cancellationToken);
            }
            catch (Exception exception)
            {
                limit.End(null);
                Fail(exception);
                continue;
            }

            limit.End(score.Cost);
            var scored = new ScoredPrompt(prompt, score);
            _scores.Writer.TryWrite(scored);
            // A reader that has left keeps nothing more.
            await scored
                .Kept.WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private RenderedPrompt? Take(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_failure is not null || _next == prompts.Count)
            {
                return null;
            }

            if (cancellationToken.IsCancellationRequested)
            {
                _failure = ExceptionDispatchInfo.Capture(
                    new OperationCanceledException(cancellationToken)
                );
                return null;
            }

            RenderedPrompt prompt = prompts[_next];
            if (!limit.TryBegin(prompt.Text.Length + scoredCharacters))
            {
                _failure = ExceptionDispatchInfo.Capture(limit.Reached());
                return null;
            }

            _next++;
            return prompt;
        }
    }

    private void Fail(Exception exception)
    {
        lock (_lock)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
        }
    }
}

using Interplay.Cli.Runs;
using Interplay.Cli.Terminal;
using Interplay.Lenses.Prompts;
using Interplay.Llm;
using Interplay.Reports;
using Interplay.Storage;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>Runs an explanation of a prompt: at once, in rounds, or in levels; when it is cut short, from what was paid for.</summary>
internal sealed class PromptRun
{
    public required PromptLens Lens { get; init; }

    public required IPromptScorer Scorer { get; init; }

    public required PromptEvaluationOptions Spending { get; init; }

    public required ExplainOptions Options { get; init; }

    public required IDurableJournal Journal { get; init; }

    /// <summary>What the journal says of the run.</summary>
    public required string Description { get; init; }

    public required Messages Messages { get; init; }

    /// <summary>All masks at once, or in rounds.</summary>
    /// <param name="rounds">The rounds; null for all at once.</param>
    /// <param name="cancellationToken">Ends the asking; what is there is explained.</param>
    public async Task<PromptOutcome> ExplainAsync(
        AnytimeOptions? rounds,
        CancellationToken cancellationToken
    )
    {
        var function = new PromptValueFunction(Lens, Scorer, Spending);
        await DescribeAsync(function, cancellationToken);
        using var progress = new ProgressLine(Messages, TimeProvider.System);
        if (rounds is null)
        {
            return await AtOnceAsync(function, progress, cancellationToken);
        }

        RoundResult last = await RoundLoop.LastAsync(
            Explainer.ExplainInRoundsAsync(
                function,
                Options,
                rounds,
                Lens.Parts,
                Lens.Text,
                Journal,
                progress: progress,
                cancellationToken: cancellationToken
            ),
            progress
        );
        return new PromptOutcome(
            Lens,
            last.Explanation,
            function.Spent,
            last.Stop is RoundStop.Cancelled or RoundStop.LimitReached ? last.Stop : null
        );
    }

    /// <summary>From coarse parts to fine ones.</summary>
    /// <param name="adaptive">The levels.</param>
    /// <param name="cancellationToken">Ends the asking; the last whole level is explained.</param>
    public async Task<PromptOutcome> AdaptivelyAsync(
        AdaptiveOptions adaptive,
        CancellationToken cancellationToken
    )
    {
        var functions = new List<PromptValueFunction>();
        AdaptiveLevel<PromptLens>? last = null;
        RoundStop? cut = null;
        using (var progress = new ProgressLine(Messages, TimeProvider.System))
        {
            try
            {
                await foreach (
                    AdaptiveLevel<PromptLens> level in Explainer.ExplainAdaptivelyAsync(
                        Lens,
                        lens =>
                        {
                            var function = new PromptValueFunction(lens, Scorer, Spending);
                            functions.Add(function);
                            return function;
                        },
                        Options,
                        adaptive,
                        Journal,
                        progress: progress,
                        cancellationToken: cancellationToken
                    )
                )
                {
                    last = level;
                    await DescribeAsync(functions[^1], cancellationToken);
                    Messages.Note(LevelLines.Of(level));
                }
            }
            catch (OperationCanceledException)
                when (last is not null && cancellationToken.IsCancellationRequested)
            {
                cut = RoundStop.Cancelled;
            }
            catch (InterplayException error)
                when (last is not null && error.Kind == ErrorKind.Budget)
            {
                cut = RoundStop.LimitReached;
            }
        }

        return new PromptOutcome(
            last!.Lens,
            last.Explanation,
            functions.Aggregate(
                default(ValueFunctions.AblationCost),
                static (sum, function) => sum + function.Spent
            ),
            cut
        );
    }

    private async Task<PromptOutcome> AtOnceAsync(
        PromptValueFunction function,
        ProgressLine progress,
        CancellationToken cancellationToken
    )
    {
        RoundStop? cut = null;
        try
        {
            Explanation whole = await Explainer.ExplainAsync(
                function,
                Options,
                Lens.Parts,
                Lens.Text,
                Journal,
                progress: progress,
                cancellationToken: cancellationToken
            );
            return new PromptOutcome(Lens, whole, function.Spent, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            cut = RoundStop.Cancelled;
        }
        catch (InterplayException error) when (error.Name == "cost-limit-reached")
        {
            cut = RoundStop.LimitReached;
        }

        try
        {
            Explanation known = await Explainer.ExplainKnownAsync(
                function,
                Options,
                Journal,
                Lens.Parts,
                Lens.Text,
                progress,
                CancellationToken.None
            );
            return new PromptOutcome(Lens, known, function.Spent, cut);
        }
        catch (InterplayException error)
            when (cut == RoundStop.Cancelled && error.Name == "too-few-ablations")
        {
            // Who pressed Ctrl-C is told that it worked, not that a budget was too small.
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    private async Task DescribeAsync(
        PromptValueFunction function,
        CancellationToken cancellationToken
    )
    {
        await Journal.BeginAsync(
            new ValueFunctions.JournalSubject(
                function.Fingerprint,
                function.PartCount,
                function.Outputs
            ),
            cancellationToken
        );
        await Journal.DescribeAsync(function.Fingerprint, Description, cancellationToken);
    }
}

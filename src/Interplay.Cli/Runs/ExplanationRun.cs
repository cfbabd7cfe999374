using Interplay.Cli.Terminal;
using Interplay.Lenses;
using Interplay.Storage;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Runs;

/// <summary>Runs an explanation whose value function keeps nothing itself; when it is cut short, explains from the ablations that were done.</summary>
internal sealed class ExplanationRun
{
    public required IValueFunction Function { get; init; }

    public required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>What a durable journal calls it.</summary>
    public required string Title { get; init; }

    /// <summary>What an ablation is here, in the plural: retrainings, for instance.</summary>
    public required string Ablations { get; init; }

    public required ExplainOptions Options { get; init; }

    /// <summary>Where ablations are kept.</summary>
    public required IJournal Journal { get; init; }

    public required Messages Messages { get; init; }

    /// <summary>All masks at once, or in rounds.</summary>
    /// <param name="rounds">The rounds; null for all at once.</param>
    /// <param name="cancellationToken">Ends the asking; what is there is explained.</param>
    public async Task<RunOutcome> ExplainAsync(
        AnytimeOptions? rounds,
        CancellationToken cancellationToken
    )
    {
        await DescribeAsync(cancellationToken);
        using var progress = new ProgressLine(Messages, TimeProvider.System);
        try
        {
            if (rounds is null)
            {
                return await AtOnceAsync(progress, cancellationToken);
            }

            RoundResult last = await RoundLoop.LastAsync(
                Explainer.ExplainInRoundsAsync(
                    Function,
                    Options,
                    rounds,
                    Parts,
                    journal: Journal,
                    progress: progress,
                    cancellationToken: cancellationToken
                ),
                progress
            );
            return new RunOutcome(last.Explanation, last.Stop == RoundStop.Cancelled);
        }
        catch (ValueFunctionFailedException e) when (e.InnerException is InterplayException cause)
        {
            // The name of what really happened, and where to go on from.
            throw new InterplayException(
                cause.Kind,
                cause.Name,
                $"{cause.Message} {e.Completed.Masks.RowCount} {Ablations} were done before{(Journal is IDurableJournal durable ? $" and are kept in {durable.Location}: the same command goes on from them" : "")}.",
                e
            );
        }
    }

    private async Task<RunOutcome> AtOnceAsync(
        ProgressLine progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new RunOutcome(
                await Explainer.ExplainAsync(
                    Function,
                    Options,
                    Parts,
                    journal: Journal,
                    progress: progress,
                    cancellationToken: cancellationToken
                ),
                false
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }

        try
        {
            return new RunOutcome(
                await Explainer.ExplainKnownAsync(
                    Function,
                    Options,
                    Journal,
                    Parts,
                    progress: progress,
                    cancellationToken: CancellationToken.None
                ),
                true
            );
        }
        catch (InterplayException error) when (error.Name == "too-few-ablations")
        {
            // Who pressed Ctrl-C is told that it worked, not that a budget was too small.
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
    }

    private async Task DescribeAsync(CancellationToken cancellationToken)
    {
        if (Journal is not IDurableJournal durable)
        {
            return;
        }

        await durable.BeginAsync(
            new JournalSubject(Function.Fingerprint, Function.PartCount, Function.Outputs),
            cancellationToken
        );
        await durable.DescribeAsync(Function.Fingerprint, Title, cancellationToken);
    }
}

using Interplay.Cli.Commands;
using Interplay.Cli.Terminal;
using Interplay.Storage;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Data;

/// <summary>Runs an explanation of training data; when it is cut short, from the retrainings that were done.</summary>
internal sealed class DataRun
{
    public required DataStudy Study { get; init; }

    public required ExplainOptions Options { get; init; }

    /// <summary>Where retrainings are kept.</summary>
    public required IJournal Journal { get; init; }

    public required Messages Messages { get; init; }

    /// <summary>All masks at once, or in rounds.</summary>
    /// <param name="rounds">The rounds; null for all at once.</param>
    /// <param name="cancellationToken">Ends the retraining; what is there is explained.</param>
    public async Task<DataOutcome> ExplainAsync(
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
                    Study.Function,
                    Options,
                    rounds,
                    Study.Parts,
                    journal: Journal,
                    progress: progress,
                    cancellationToken: cancellationToken
                ),
                progress
            );
            return new DataOutcome(last.Explanation, last.Stop == RoundStop.Cancelled);
        }
        catch (ValueFunctionFailedException e) when (e.InnerException is InterplayException cause)
        {
            // The name of what really happened, and where to go on from.
            throw new InterplayException(
                cause.Kind,
                cause.Name,
                $"{cause.Message} {e.Completed.Masks.RowCount} retrainings were done before{(Journal is IDurableJournal durable ? $" and are kept in {durable.Location}: the same command goes on from them" : "")}.",
                e
            );
        }
    }

    private async Task<DataOutcome> AtOnceAsync(
        ProgressLine progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return new DataOutcome(
                await Explainer.ExplainAsync(
                    Study.Function,
                    Options,
                    Study.Parts,
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
            return new DataOutcome(
                await Explainer.ExplainKnownAsync(
                    Study.Function,
                    Options,
                    Journal,
                    Study.Parts,
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

        IValueFunction function = Study.Function;
        await durable.BeginAsync(
            new JournalSubject(function.Fingerprint, function.PartCount, function.Outputs),
            cancellationToken
        );
        await durable.DescribeAsync(
            function.Fingerprint,
            $"data {Study.Tables.TrainFile.Name} · {Study.Trainer} · {Study.Cut}",
            cancellationToken
        );
    }
}

using Interplay.Cli.Terminal;
using Interplay.Runs;
using Interplay.Storage.Stored;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Runs;

/// <summary>A run of the library whose progress, rounds and end are shown.</summary>
/// <param name="messages">Where progress goes.</param>
internal sealed class ShownRun(Messages messages)
{
    /// <summary>What an ablation is here, in the plural: retrainings, for instance.</summary>
    public string Ablations { get; init; } = "ablations";

    /// <summary>Where ablations are kept; null where they are lost with the process.</summary>
    public IDurableJournal? Journal { get; init; }

    /// <summary>Whether an error of a value function carries the name of what really happened: a program that failed, for instance.</summary>
    public bool NamesCause { get; init; }

    /// <summary>Runs a request to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives the progress in place of the progress line, and passes it on; null for none.</param>
    /// <param name="each">Receives the result of each round or level.</param>
    /// <param name="cancellationToken">Ends the asking; what is there is explained.</param>
    public async Task<RunResult> ExplainAsync(
        RunRequest request,
        Func<ProgressLine, IProgress<ExplainProgress>>? progress = null,
        Action<RunResult>? each = null,
        CancellationToken cancellationToken = default
    )
    {
        using var line = new ProgressLine(messages, TimeProvider.System);
        RunResult? last = null;
        try
        {
            await foreach (
                RunResult result in Explainer.StepsAsync(
                    request,
                    progress?.Invoke(line) ?? line,
                    cancellationToken
                )
            )
            {
                if (result.Number != last?.Number)
                {
                    line.Report(result);
                    each?.Invoke(result);
                }

                last = result;
            }

            return last!;
        }
        catch (ValueFunctionFailedException e)
            when (NamesCause && e.InnerException is InterplayException cause)
        {
            throw new InterplayException(
                cause.Kind,
                cause.Name,
                $"{cause.Message} {e.Completed.Masks.RowCount} {Ablations} were done before{(Journal is null ? "" : $" and are kept in {Journal.Location}: the same command goes on from them")}.",
                e
            );
        }
    }

    /// <summary>The exit code; a run that was cut short says on standard error that its explanation is partial, and how to go on.</summary>
    public int Exit(RunResult result)
    {
        if (!result.IsPartial)
        {
            return ExitCode.Ok;
        }

        bool isCancelled = result.Stop == RunStop.Cancelled;
        string kept = Journal is null
            ? ""
            : $" They are kept in {Journal.Location}: the same command{(isCancelled ? "" : " with a higher limit")} goes on from them.";
        ErrorLine.Write(
            isCancelled ? "interrupted" : "cost-limit-reached",
            $"Stopped at {result.Explanation.Ablations} {Ablations}; the explanation above is made of these.{kept}"
        );
        return isCancelled ? ExitCode.Interrupted : ExitCode.Budget;
    }
}

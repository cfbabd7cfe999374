using Interplay.Cli.Terminal;
using Interplay.Lenses.Prompts;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>How a run on a prompt ended.</summary>
/// <param name="Lens">The lens of the explanation, the finest one of a run in levels.</param>
/// <param name="Explanation">The explanation.</param>
/// <param name="Cost">What this run paid for; what the journal had is not in it.</param>
/// <param name="Cut">What cut it short; null when it went to its end.</param>
internal sealed record PromptOutcome(
    PromptLens Lens,
    Explanation Explanation,
    AblationCost Cost,
    RoundStop? Cut
)
{
    /// <summary>The exit code; a run cut short says on standard error that its explanation is partial, and how to go on.</summary>
    public int Exit()
    {
        if (Cut is null)
        {
            return ExitCode.Ok;
        }

        bool isCancelled = Cut == RoundStop.Cancelled;
        ErrorLine.Write(
            isCancelled ? "interrupted" : "cost-limit-reached",
            $"Stopped at {Explanation.Ablations} ablations; the explanation above is made of these. They are in the journal: the same command{(isCancelled ? "" : " with a higher limit")} goes on from them."
        );
        return isCancelled ? ExitCode.Interrupted : ExitCode.Budget;
    }
}

using Interplay.Reports.Subjects;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>A request to explain a value function: all masks at once, or in rounds until it is good enough.</summary>
public sealed record FunctionRequest : RunRequest
{
    /// <summary>What is explained.</summary>
    public required IValueFunction Function { get; init; }

    /// <summary>The parts as reports show them, and the text, model or table they are parts of; null numbers them.</summary>
    public Subject? Subject { get; init; }

    /// <summary>
    /// How rounds grow and when they stop; null asks for all masks at once. In rounds the budget is a cap, and held-out masks, when a number is given,
    /// are asked for in the first round and judge every round; when none is given, rounds are judged by cross-validation, which costs no ablations.
    /// </summary>
    public AnytimeOptions? Rounds { get; init; }

    internal override int PartCount => Function.PartCount;

    internal override IAsyncEnumerable<RunResult> StepsAsync(
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    ) =>
        Rounds is null
            ? AtOnceRun.StepsAsync(this, progress, cancellationToken)
            : RoundRun
                .Of(this, Rounds)
                .AskAsync(new Asking(Function, this), progress, cancellationToken);
}

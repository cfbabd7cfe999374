using Interplay.Lenses;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>
/// A request to explain in levels: first the parts of the lens; then the influential ones are cut finer (documents into sentences, sentences into words) and
/// the others stay whole, and so on. A mask over coarse parts is also a mask over the finer ones and gives the same input, so every ablation of the levels
/// before holds again, is kept in the journal under the finer lens at no cost, and is learned from where that predicts left-out uniform masks no worse
/// than without (lifted masks are not uniform). The budget of the options is that of all levels together: each takes an equal share of what is left, and
/// what it does not need goes to the next; without a budget each level takes the default of its number of parts. The number held out, when given, is
/// that of each level.
/// </summary>
/// <typeparam name="TLens">The kind of lens.</typeparam>
public sealed record LevelsRequest<TLens> : RunRequest
    where TLens : IRefinableLens<TLens>
{
    /// <summary>The coarse lens.</summary>
    public required TLens Lens { get; init; }

    /// <summary>The value function over a lens; its outputs must not depend on how finely the lens cuts.</summary>
    public required Func<TLens, IValueFunction> FunctionOf { get; init; }

    /// <summary>What is cut finer, and how far.</summary>
    public AdaptiveOptions Levels { get; init; } = new();

    internal override int PartCount => Lens.Parts.Count;

    internal override IAsyncEnumerable<RunResult> StepsAsync(
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    ) => new LevelsRun<TLens>(this, progress).RunAsync(cancellationToken);
}

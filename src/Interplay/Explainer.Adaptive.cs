using Interplay.Lenses;
using Interplay.ValueFunctions;

namespace Interplay;

/// <content>The flow from coarse parts to fine ones: what matters is looked at more closely, what does not stays whole.</content>
public static partial class Explainer
{
    /// <summary>
    /// Explains in levels: first the parts of the lens; then the influential ones are cut finer (documents into sentences, sentences into words) and the
    /// others stay whole, and so on. A mask over coarse parts is also a mask over the finer ones and gives the same input, so every ablation of the levels
    /// before holds again, is kept in the journal under the finer lens at no cost, and is learned from where that predicts left-out uniform masks no worse
    /// than without (lifted masks are not uniform). Each level is a whole explanation, given as soon as it is there.
    /// </summary>
    /// <typeparam name="TLens">The kind of lens.</typeparam>
    /// <param name="lens">The coarse lens.</param>
    /// <param name="functionOf">The value function over a lens; its outputs must not depend on how finely the lens cuts.</param>
    /// <param name="options">
    /// How. The budget is that of all levels together: each takes an equal share of what is left, and what it does not need goes to the next; without a
    /// budget each level takes the default of its number of parts. The number held out, when given, is that of each level.
    /// </param>
    /// <param name="adaptive">What is cut finer, and how far; null for sentences, then words.</param>
    /// <param name="journal">Ablations already paid for, and where new ones are kept; null keeps them for this call only.</param>
    /// <param name="time">Clock of the timings; null uses the system's.</param>
    /// <param name="progress">Receives the progress; its round is the level.</param>
    /// <param name="cancellationToken">Stops the run; levels that are done have been given, and the journal has every value.</param>
    /// <exception cref="InterplayException">
    /// The request is not workable: <c>levels-not-possible</c> where the method reads only masks that it planned itself, <c>option-out-of-range</c>, or
    /// an error of any other run. <c>outputs-mismatch</c>: the outputs differ between levels.
    /// </exception>
    /// <exception cref="ValueFunctionFailedException">The value function failed; levels before have been given, and the journal has all values.</exception>
    public static IAsyncEnumerable<AdaptiveLevel<TLens>> ExplainAdaptivelyAsync<TLens>(
        TLens lens,
        Func<TLens, IValueFunction> functionOf,
        ExplainOptions options,
        AdaptiveOptions? adaptive = null,
        IJournal? journal = null,
        TimeProvider? time = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
        where TLens : IRefinableLens<TLens>
    {
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(functionOf);
        ArgumentNullException.ThrowIfNull(options);
        var run = new AdaptiveRun<TLens>
        {
            FunctionOf = functionOf,
            Options = options,
            Adaptive = (adaptive ?? new AdaptiveOptions()).Validated(),
            Journal = journal ?? new MemoryJournal(),
            Time = time ?? TimeProvider.System,
            Progress = progress,
        };
        return run.RunAsync(lens, cancellationToken);
    }
}

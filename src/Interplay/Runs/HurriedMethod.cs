using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Regression;

namespace Interplay.Runs;

/// <summary>
/// A method that can be told to stop without losing what was paid for: it has a moment more, and where that is not enough the parts are fitted one by one
/// in its place.
/// </summary>
/// <param name="method">The method.</param>
/// <param name="time">The clock.</param>
/// <param name="stop">Tells it to stop.</param>
/// <param name="hasBetter">Whether the caller has an earlier result that is worth more than the parts one by one: then it is cancelled.</param>
internal sealed class HurriedMethod(
    IRecoveryMethod method,
    TimeProvider time,
    CancellationToken stop,
    bool hasBetter = false
) : IRecoveryMethod
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => method.Name;

    /// <inheritdoc/>
    public bool ReadsAnyMasks => method.ReadsAnyMasks;

    /// <summary>Whether the moment was not enough.</summary>
    public bool WasCut { get; private set; }

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request) => method.Plan(request);

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = time.CreateTimer(
            static over => ((CancellationTokenSource)over!).Cancel(),
            over,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        using CancellationTokenRegistration told = stop.Register(() =>
            timer.Change(Moment, Timeout.InfiniteTimeSpan)
        );
        try
        {
            return method.Recover(plan, values, progress, over.Token);
        }
        catch (Exception exception)
            when (stop.IsCancellationRequested
                && !cancellationToken.IsCancellationRequested
                && IsCancellation(exception)
            )
        {
            if (hasBetter)
            {
                throw new OperationCanceledException(exception.Message, exception, stop);
            }

            WasCut = true;
            RecoveryResult singles = new SinglesMethod().Recover(
                plan,
                values,
                null,
                cancellationToken
            );
            return singles with
            {
                Notes =
                [
                    .. singles.Notes,
                    $"Told to stop while method '{method.Name}' was at work: these are the parts one by one, and interactions were not looked for.",
                ],
            };
        }
    }

    /// <summary>Loops wrap what their bodies throw.</summary>
    private static bool IsCancellation(Exception exception) =>
        exception is OperationCanceledException
        || exception is AggregateException all
            && all.Flatten().InnerExceptions.All(static one => one is OperationCanceledException);
}

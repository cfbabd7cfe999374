using Interplay.Masks;

namespace Interplay.Recovery;

/// <summary>
/// A method that goes on from what it recovered from the first masks of a plan instead of starting anew. A run in rounds calls it from the
/// second round on; <see cref="RecoveryResult.State"/> carries what it needs from round to round.
/// </summary>
public interface IWarmStartedMethod : IRecoveryMethod
{
    /// <summary>Turns values into one spectrum an output, starting from an earlier result.</summary>
    /// <param name="plan">The plan; its first masks are those of the earlier result.</param>
    /// <param name="values">One number for each row of <see cref="MaskPlan.Masks"/> and output, row by row; all finite.</param>
    /// <param name="previous">What this method recovered from the first masks of the plan.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        RecoveryResult previous,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    );
}

using Interplay.Masks;
using Interplay.Recovery;

namespace Interplay.Tests.Recovery;

internal static class RecoveryCalls
{
    /// <summary>Recovers without progress, stopped when the test run is.</summary>
    public static RecoveryResult Run(
        this IRecoveryMethod method,
        MaskPlan plan,
        ReadOnlySpan<double> values
    ) => method.Recover(plan, values, null, TestContext.Current.CancellationToken);
}

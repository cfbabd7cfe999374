using Interplay.Masks;
using Interplay.Recovery.Blend;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ProxySpex;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Auto;

/// <summary>
/// Chooses the method from the number of parts and the budget, and says why in its notes: the exact transform where every mask can be paid for;
/// the blend of WalshBayes and ProxySPEX, the most faithful per ablation, as long as its kernel matrix is affordable; SPEX beyond, whose
/// coded masks are decoded in milliseconds at any size. Masks that came from outside are read by the same rule, with ProxySPEX in the place
/// of SPEX.
/// </summary>
public sealed class AutoMethod : IRecoveryMethod
{
    private const int MostExactParts = 20;

    private readonly ExactMethod _exact = new();
    private readonly BlendMethod _blend = new();
    private readonly SpexMethod _spex = new();
    private readonly ProxySpexMethod _proxy = new();

    /// <inheritdoc/>
    public string Name => "auto";

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        (IRecoveryMethod method, string why) = Choose(request);
        MaskPlan plan = method.Plan(request);
        return plan with { Notes = [why, .. plan.Notes] };
    }

    /// <inheritdoc/>
    public RecoveryResult Recover(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        IRecoveryMethod method = plan.Method switch
        {
            "exact" => _exact,
            "blend" => _blend,
            "spex" => _spex,
            _ when plan.PartCount <= MostExactParts && plan.IsComplete => _exact,
            _ => plan.Masks.RowCount <= BlendMethod.MostMasks ? _blend : _proxy,
        };
        return method.Recover(plan, values, progress, cancellationToken);
    }

    private (IRecoveryMethod Method, string Why) Choose(PlanRequest request)
    {
        int n = request.PartCount;
        int budget = request.Budget;
        if (n <= MostExactParts && budget >= 1 << n)
        {
            return (
                _exact,
                $"auto: all 2^{n} = {1 << n} masks fit the budget of {budget}, so the transform is exact."
            );
        }

        return budget - request.HeldOut <= BlendMethod.MostMasks
            ? (
                _blend,
                $"auto: {budget} masks of {n} parts, so the blend of WalshBayes and ProxySPEX, the most faithful per ablation."
            )
            : (
                _spex,
                $"auto: {budget} masks are more than the {BlendMethod.MostMasks} that WalshBayes takes, so SPEX."
            );
    }
}

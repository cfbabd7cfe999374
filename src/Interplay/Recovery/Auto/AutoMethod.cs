using Interplay.Masks;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ProxySpex;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Auto;

/// <summary>
/// Chooses the method from the number of parts and the budget, and says why in its notes: the exact transform where every mask can be paid for,
/// SPEX where the budget is large for the number of parts, ProxySPEX otherwise. Masks that came from outside are read by ProxySPEX, unless
/// they are all there are.
/// </summary>
public sealed class AutoMethod : IRecoveryMethod
{
    /// <summary>
    /// SPEX is chosen from this many times n log2 n on. Below, proxies are more faithful on every language-model case of the project; above,
    /// the decoder finds the small high-order terms that trees miss (docs/adr/0005).
    /// </summary>
    private const double CodedFrom = 16;

    private const int MostExactParts = 20;

    private readonly ExactMethod _exact = new();
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
            "spex" => _spex,
            "proxyspex" => _proxy,
            _ => plan.PartCount <= MostExactParts && plan.IsComplete ? _exact : _proxy,
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

        double ratio = budget / (n * Math.Log2(n));
        return ratio >= CodedFrom
            ? (
                _spex,
                $"auto: {budget} masks are {ratio:0.0} n log2 n, enough for coded masks, so SPEX."
            )
            : (
                _proxy,
                $"auto: {budget} masks are {ratio:0.0} n log2 n, few for coded masks, so ProxySPEX."
            );
    }
}

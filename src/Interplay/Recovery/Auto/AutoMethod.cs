using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Recovery.Blend;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ShapleyBayes;
using Interplay.Recovery.Sparse;
using Interplay.Recovery.Spex;
using Interplay.Recovery.Wide;

namespace Interplay.Recovery.Auto;

/// <summary>
/// Chooses the method from the number of parts and the budget, and says why in its notes: the exact transform where every mask can be paid for;
/// up to <see cref="BlendMethod.MostMasks"/> masks a short pursuit, whose answer stands where it explains every value, and otherwise the blend of
/// WalshBayes and ProxySPEX, or the pursuit where cross-validation prefers it; SPEX beyond, whose coded masks are decoded in milliseconds
/// at any size. An index that weighs sets of all sizes gets masks of all sizes and <see cref="ShapleyBayesMethod"/>. Masks that came from outside are read
/// by the same rule, with ProxySPEX or <c>wide</c> in the place of SPEX, whichever predicts masks it did not see better, beside the blend of a part of
/// them; without it those of more than <see cref="MostBlendedParts"/> parts or <see cref="MostBlendedBits"/> bits, for which the blend takes minutes.
/// </summary>
public sealed class AutoMethod : IIndexedMethod
{
    /// <summary>More parts than this are not blended (docs/adr/0016).</summary>
    internal const int MostBlendedParts = 5000;

    /// <summary>More parts x masks than this are not blended.</summary>
    internal const double MostBlendedBits = 2.5e7;

    private const int MostExactParts = 20;

    /// <summary>Of a budget for this share of all masks the rest is taken too: a tenth more buys an exact answer in the place of an estimate.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>Fewer masks are not worth a recovery of their own.</summary>
    private const int LeastPrefix = 24;

    /// <summary>Beyond this many parts plans of more masks than the blend takes are uniform, not coded: what wide has measured.</summary>
    private const int MostCodedParts = 1000;

    private readonly ExactMethod _exact = new();
    private readonly BlendMethod _blend = new();
    private readonly SpexMethod _spex = new();
    private readonly WideMethod _wide = new();
    private readonly WideOrProxy _wideOrProxy = new();
    private readonly ShapleyBayesMethod? _sized;
    private readonly InteractionIndex _index;
    private readonly int _mostMasks;

    /// <summary>Creates the method for indices that are averages over halves of the parts: Banzhaf, Fourier.</summary>
    public AutoMethod()
        : this(BlendMethod.MostMasks) { }

    /// <param name="mostMasks">More masks than this are not blended all.</param>
    internal AutoMethod(int mostMasks) => _mostMasks = mostMasks;

    private AutoMethod(int mostMasks, InteractionIndex index, int? order)
        : this(mostMasks) =>
        (_index, _sized) = (
            index,
            index.WeighsAllSizes() ? new ShapleyBayesMethod(index, order) : null
        );

    /// <inheritdoc/>
    public string Name => "auto";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public IRecoveryMethod For(InteractionIndex index, int? order) =>
        new AutoMethod(_mostMasks, index, order);

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        if (
            _sized?.Answers(request.PartCount) == true
            && !(
                request.PartCount <= MostExactParts
                && request.Budget >= NearlyAll * (1 << request.PartCount)
            )
        )
        {
            return Said(
                _sized.Plan(request) with
                {
                    Method = Name,
                },
                $"auto: {_index.ToName()} weighs sets of all sizes, so masks of all sizes, which shapleybayes reads."
            );
        }

        if (request.Prefixes)
        {
            // Whatever would be chosen for the whole budget, the run may stop long before: it needs masks that serve any number.
            return UniformPlan.Of(
                request,
                Name,
                LeastPrefix,
                "a round learns from two dozen masks at least"
            );
        }

        int n = request.PartCount;
        int budget = request.Budget;
        if (n <= MostExactParts && budget >= NearlyAll * (1 << n))
        {
            int all = 1 << n;
            return Said(
                _exact.Plan(request with { Budget = Math.Max(budget, all) }),
                budget >= all
                    ? $"auto: all 2^{n} = {all} masks fit the budget of {budget}, so the transform is exact."
                    : $"auto: the budget of {budget} covers nine tenths of all 2^{n} = {all} masks, so all of them are taken and the transform is exact."
            );
        }

        bool isBlended = IsBlended(n, budget - request.HeldOut);
        if (budget - request.HeldOut > BlendMethod.MostMasks && n > MostCodedParts)
        {
            return Said(
                _wide.Plan(request) with
                {
                    Method = Name,
                },
                $"auto: {budget} masks are more than the {BlendMethod.MostMasks} that the blend takes, and {n} parts more than the {MostCodedParts} of coded masks, so uniform masks, which wide reads."
            );
        }

        if (budget - request.HeldOut > BlendMethod.MostMasks)
        {
            return Said(
                _spex.Plan(request),
                $"auto: {budget} masks are more than the {BlendMethod.MostMasks} that the blend takes, so SPEX."
            );
        }

        return Said(
            CombinedPlan.Of(request, Name) ?? _blend.Plan(request) with { Method = Name },
            $"auto: {budget} masks of {n} parts, so a pursuit of few terms and, unless they explain everything, {(isBlended ? "the blend of WalshBayes and ProxySPEX" : "wide or ProxySPEX")}."
        );
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
        if (plan.Method == _exact.Name || (plan.PartCount <= MostExactParts && plan.IsComplete))
        {
            return _exact.Recover(plan, values, progress, cancellationToken);
        }

        if (_sized?.Answers(plan.PartCount) == true)
        {
            return SparseOrBlend.TryExact(plan, values, progress, cancellationToken)
                ?? _sized.Recover(plan, values, progress, cancellationToken);
        }

        if (plan.Method == _spex.Name)
        {
            return _spex.Recover(plan, values, progress, cancellationToken);
        }

        if (plan.Masks.RowCount <= _mostMasks)
        {
            return SparseOrOther(plan, values, progress, cancellationToken);
        }

        return IsBlended(plan.PartCount, _mostMasks)
            ? new BlendOfPart(_mostMasks, SparseOrOther, _wideOrProxy.Recover).Recover(
                plan,
                values,
                progress,
                cancellationToken
            )
            : _wideOrProxy.Recover(plan, values, progress, cancellationToken);
    }

    private RecoveryResult SparseOrOther(
        MaskPlan plan,
        ReadOnlySpan<double> values,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    )
    {
        var sparse = new SparseOrBlend(
            IsBlended(plan.PartCount, plan.Masks.RowCount)
                ? _blend.Recover
                : (given, read, _, report, token) =>
                    _wideOrProxy.Recover(given, read, report, token)
        );
        return sparse.Recover(plan, values, progress, cancellationToken);
    }

    private static bool IsBlended(int parts, int masks) =>
        parts <= MostBlendedParts && (double)parts * masks <= MostBlendedBits;

    private static MaskPlan Said(MaskPlan plan, string why) =>
        plan with
        {
            Notes = [why, .. plan.Notes],
        };
}

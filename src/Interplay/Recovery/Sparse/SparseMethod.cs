using Interplay.Masks;

namespace Interplay.Recovery.Sparse;

/// <summary>
/// For functions of few terms of any order: matching pursuit over all sets of up to five parts. Masks are uniform where all sets can be looked at one by
/// one; where there are too many, a share of them is coded, so that sets of high order can be decoded. It finds s terms from a third to a half of the masks
/// that SPEX needs; on functions of many small terms the blend is more faithful (docs/math.md, docs/adr/0007).
/// </summary>
public sealed class SparseMethod : IRecoveryMethod
{
    internal const int FoldCount = 5;
    internal const ulong FoldStream = 3;

    /// <summary>Most work of a search on an output, in 512-bit words read: some ten seconds of one core.</summary>
    internal const double ThoroughWork = 3e9;

    /// <inheritdoc/>
    public string Name => "sparse";

    /// <inheritdoc/>
    public bool ReadsAnyMasks => true;

    /// <inheritdoc/>
    public MaskPlan Plan(PlanRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        return (request.Prefixes ? null : CombinedPlan.Of(request, Name))
            ?? UniformPlan.Of(
                request,
                Name,
                2 * FoldCount,
                $"{FoldCount}-fold cross-validation needs at least two masks a fold"
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
        var run = new SparseRun(plan, values);
        return run.Outputs.Recover(
            Name,
            (output, _) =>
            {
                SparseFit? fit = run.Search(output, ThoroughWork, cancellationToken);
                output.Notes.Add(run.Describe(fit));
                return run.Answer(output, fit).Recovery;
            },
            progress,
            cancellationToken
        );
    }
}

using System.Globalization;
using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Sparse;

/// <summary>The masks and values of one recovery, for pursuits of more or less work on its outputs.</summary>
internal sealed class SparseRun
{
    private readonly MaskPlan _plan;
    private readonly CodedDesign? _coded;
    private readonly Lazy<MaskFolds> _folds;

    public SparseRun(MaskPlan plan, ReadOnlySpan<double> values)
    {
        _plan = plan;
        _coded = CombinedPlan.CodedMasksOf(plan);
        MaxOrder = Math.Min(
            plan.PartCount,
            Math.Min(plan.Request.MaxOrder ?? CombinedPlan.MostOrder, CombinedPlan.MostOrder)
        );
        Outputs = new PerOutput(plan, values);
        _folds = new Lazy<MaskFolds>(() =>
            MaskFolds.Split(
                plan.Masks,
                SparseMethod.FoldCount,
                new SeededRandom(plan.Request.Seed, SparseMethod.FoldStream)
            )
        );
    }

    public PerOutput Outputs { get; }

    /// <summary>Highest order that a pursuit looks for.</summary>
    public int MaxOrder { get; }

    /// <summary>Looks for the terms of an output; null when all its values are the same.</summary>
    public SparseFit? Search(OutputWork output, double work, CancellationToken cancellationToken) =>
        output.IsConstant
            ? null
            : SparsePursuit.Run(_plan.Masks, _coded, output.Raw, MaxOrder, work, cancellationToken);

    /// <summary>The recovery of an output from what was found.</summary>
    public SparseAnswer Answer(OutputWork output, SparseFit? fit) =>
        fit is null
            ? new SparseAnswer(output.Standardised.ConstantRecovery(_plan.PartCount), 0)
            : SparseAnswer.Of(_plan.Masks, _folds.Value, MaxOrder, fit, output.Raw);

    /// <summary>What a search did, in a sentence.</summary>
    public string Describe(SparseFit? fit) =>
        fit is null
            ? StandardisedValues.ConstantNote
            : string.Create(
                CultureInfo.InvariantCulture,
                $"pursuit over sets of up to {MaxOrder} parts: {fit.Sets.Count} terms after {fit.Rounds} rounds leave {fit.Unexplained:0.000000} of the deviation{(_coded is null ? "" : $", {_coded.CodedRows} coded masks decoded")}."
            );
}

using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Sparse;

/// <summary>The masks and values of one recovery, for pursuits of more or less work on its outputs.</summary>
internal sealed class SparseRun
{
    private readonly MaskPlan _plan;
    private readonly CodedDesign? _coded;
    private readonly int _maxOrder;
    private readonly StandardisedValues[] _values;
    private readonly Lazy<MaskFolds> _folds;

    public SparseRun(MaskPlan plan, ReadOnlySpan<double> values)
    {
        _plan = plan;
        _coded = CombinedPlan.CodedMasksOf(plan);
        _maxOrder = Math.Min(
            plan.PartCount,
            Math.Min(plan.Request.MaxOrder ?? CombinedPlan.MostOrder, CombinedPlan.MostOrder)
        );
        int outputs = OutputValues.Count(plan.Masks, values);
        _values = [.. Enumerable.Range(0, outputs).Select(StandardisedValues.Of(values, outputs))];
        _folds = new Lazy<MaskFolds>(() =>
            MaskFolds.Split(
                plan.Masks,
                SparseMethod.FoldCount,
                new SeededRandom(plan.Request.Seed, SparseMethod.FoldStream)
            )
        );
    }

    public int OutputCount => _values.Length;

    /// <summary>Looks for the terms of an output; null when all its values are the same.</summary>
    public SparseFit? Search(int output, double work, CancellationToken cancellationToken) =>
        _values[output].Deviation == 0
            ? null
            : SparsePursuit.Run(
                _plan.Masks,
                _coded,
                _values[output].Raw(),
                _maxOrder,
                work,
                cancellationToken
            );

    /// <summary>The recovery of an output from what was found.</summary>
    public SparseAnswer Answer(int output, SparseFit? fit) =>
        fit is null
            ? new SparseAnswer(_values[output].ConstantRecovery(_plan.PartCount), 0)
            : SparseAnswer.Of(_plan.Masks, _folds.Value, _maxOrder, fit, _values[output].Raw());

    /// <summary>What a search did, in a sentence.</summary>
    public string Describe(int output, SparseFit? fit)
    {
        string label = OutputCount == 1 ? "" : $"Output {output}: ";
        return fit is null
            ? $"{label}every value is the same: the spectrum is a constant."
            : $"{label}pursuit over sets of up to {_maxOrder} parts: {fit.Sets.Count} terms after {fit.Rounds} rounds leave {fit.Unexplained:0.000000} of the deviation{(_coded is null ? "" : $", {_coded.CodedRows} coded masks decoded")}.";
    }
}

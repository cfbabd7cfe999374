namespace Interplay.Recovery.Folds;

/// <summary>The values of one output, centred and scaled to unit variance, beside the folds of their masks.</summary>
internal sealed class FoldedValues
{
    private readonly double[][] _train;
    private readonly double[][] _validation;

    /// <param name="masks">The folds.</param>
    /// <param name="values">One standardised value a mask.</param>
    public FoldedValues(MaskFolds masks, double[] values)
    {
        Masks = masks;
        Values = values;
        _train = [.. masks.Folds.Select(fold => Pick(fold.TrainRows))];
        _validation = [.. masks.Folds.Select(fold => Pick(fold.ValidationRows))];
    }

    public MaskFolds Masks { get; }

    public double[] Values { get; }

    public int FoldCount => _train.Length;

    public double[] Train(int fold) => _train[fold];

    public double[] Validation(int fold) => _validation[fold];

    /// <summary>The mean of one number a fold over the first folds, weighted by their validation rows.</summary>
    public double Mean(int folds, Func<int, double> ofFold)
    {
        double sum = 0;
        double rows = 0;
        for (int fold = 0; fold < folds; fold++)
        {
            sum += ofFold(fold) * _validation[fold].Length;
            rows += _validation[fold].Length;
        }

        return sum / rows;
    }

    private double[] Pick(int[] rows)
    {
        var picked = new double[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            picked[i] = Values[rows[i]];
        }

        return picked;
    }
}

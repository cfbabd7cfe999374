using Interplay.Masks;

namespace Interplay.Recovery.TwoFidelity;

/// <summary>
/// What a recovery leaves of each value when it did not see it. Methods that cross-validate say so themselves; others are run again on the
/// rows outside of each fold.
/// </summary>
internal sealed class FoldJudge
{
    private const ulong FoldStream = 0x5052_494F;
    private const int Folds = 5;

    private readonly IRecoveryMethod _method;
    private readonly MaskPlan _plan;

    public FoldJudge(IRecoveryMethod method, MaskPlan plan)
    {
        _method = method;
        _plan = plan;
        int rows = plan.Masks.RowCount;
        int[] order = new SeededRandom(plan.Request.Seed, FoldStream).Permutation(rows);
        FoldOfRow = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            FoldOfRow[order[i]] = (int)((long)i * Math.Min(Folds, rows) / rows);
        }
    }

    /// <summary>The fold in which each row validates.</summary>
    public int[] FoldOfRow { get; }

    /// <summary>Value minus prediction without the value, one array an output.</summary>
    /// <param name="whole">What the method recovered from all rows.</param>
    /// <param name="values">The values it was recovered from, row by row.</param>
    /// <param name="cancellationToken">Stops the recoveries.</param>
    /// <exception cref="InterplayException"><c>prior-not-judged</c>.</exception>
    public double[][] Residuals(
        RecoveryResult whole,
        double[] values,
        CancellationToken cancellationToken
    ) =>
        whole.Outputs.All(static output => output.OutOfFoldResiduals is not null)
            ? [.. whole.Outputs.Select(static output => output.OutOfFoldResiduals!)]
            : ByFolds(values, whole.Outputs.Count, cancellationToken);

    private double[][] ByFolds(double[] values, int outputs, CancellationToken cancellationToken)
    {
        if (!_method.ReadsAnyMasks)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prior-not-judged",
                $"Whether a prior helps is judged on masks left out, and {_method.Name} needs all of its masks; recover with auto, blend or proxyspex, or without a prior."
            );
        }

        double[][] residuals = PerOutput.Split(values, outputs);
        for (int fold = 0; fold <= FoldOfRow.Max(); fold++)
        {
            int[] train = RowsWhere(row => FoldOfRow[row] != fold);
            int[] validation = RowsWhere(row => FoldOfRow[row] == fold);
            RecoveryResult result = PerOutput.OfRows(
                _method.Recover,
                _plan,
                values,
                train,
                null,
                cancellationToken
            );
            MaskMatrix masks = _plan.Masks.Select(validation);
            for (int output = 0; output < outputs; output++)
            {
                double[] predicted = result.Outputs[output].Spectrum.Evaluate(masks);
                for (int i = 0; i < validation.Length; i++)
                {
                    residuals[output][validation[i]] -= predicted[i];
                }
            }
        }

        return residuals;
    }

    private int[] RowsWhere(Func<int, bool> holds) =>
        [.. Enumerable.Range(0, FoldOfRow.Length).Where(holds)];
}

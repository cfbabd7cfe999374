using System.Runtime.CompilerServices;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>
/// Gradient boosting with squared loss (Friedman, 2001): each tree is fitted to what the trees before it left. A path of so many trees holds
/// every shorter one, so the number of trees is chosen from the validation errors along a single run.
/// </summary>
internal sealed class BoostingPath
{
    private readonly RegressionTree[] _trees;

    private BoostingPath(RegressionTree[] trees, double[] errors)
    {
        _trees = trees;
        ValidationErrors = errors;
    }

    /// <summary>The trees in the order they were fitted.</summary>
    public ReadOnlySpan<RegressionTree> Trees => _trees;

    /// <summary>Mean squared error on the validation rows with so many trees; index 0 is the constant. Empty without validation rows.</summary>
    public IReadOnlyList<double> ValidationErrors { get; }

    /// <summary>Boosts a fixed number of trees.</summary>
    public static BoostingPath Fit(
        ColumnBlocks masks,
        ReadOnlySpan<double> values,
        TreeShape shape,
        int trees,
        CancellationToken cancellationToken = default
    ) => Run(masks, values, null, [], shape, trees, int.MaxValue, cancellationToken);

    /// <summary>Boosts until <paramref name="patience"/> trees in a row have not lowered the validation error by three parts in ten thousand, or <paramref name="trees"/> are there.</summary>
    public static BoostingPath Validated(
        ColumnBlocks masks,
        ReadOnlySpan<double> values,
        ColumnBlocks validation,
        ReadOnlySpan<double> validationValues,
        TreeShape shape,
        int trees,
        int patience,
        CancellationToken cancellationToken = default
    ) =>
        Run(masks, values, validation, validationValues, shape, trees, patience, cancellationToken);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static BoostingPath Run(
        ColumnBlocks masks,
        ReadOnlySpan<double> values,
        ColumnBlocks? validation,
        ReadOnlySpan<double> validationValues,
        TreeShape shape,
        int trees,
        int patience,
        CancellationToken cancellationToken
    )
    {
        var grower = new TreeGrower(masks, shape);
        var residuals = new float[grower.PaddedRows];
        double mean = Mean(values);
        Centre(values, mean, residuals);
        float[] left = [];
        var errors = new List<double>();
        if (validation is not null)
        {
            left = new float[validation.RowCount];
            Centre(validationValues, mean, left);
            errors.Add(MeanSquare(left));
        }

        var grown = new List<RegressionTree>();
        int best = 0;
        while (grown.Count < trees && grown.Count - best < patience)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (grower.Grow(residuals) is not { } tree)
            {
                break;
            }

            grown.Add(tree);
            if (validation is null)
            {
                continue;
            }

            tree.AddTo(validation, left, -1);
            errors.Add(MeanSquare(left));
            if (errors[^1] < errors[best] * (1 - 3e-4))
            {
                best = grown.Count;
            }
        }

        return new BoostingPath([.. grown], [.. errors]);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static void Centre(ReadOnlySpan<double> values, double mean, Span<float> target)
    {
        for (int row = 0; row < values.Length; row++)
        {
            target[row] = (float)(values[row] - mean);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double MeanSquare(ReadOnlySpan<float> left)
    {
        double sum = 0;
        foreach (float value in left)
        {
            sum += (double)value * value;
        }

        return sum / Math.Max(1, left.Length);
    }
}

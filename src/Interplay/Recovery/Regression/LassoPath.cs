using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The lasso over all characters of order 1, or 1 and 2, with a free constant: minimises |y - b0 - X b|^2 / (2 rows) + penalty |b|_1 by cyclic
/// coordinate descent with covariance updates (Friedman, Hastie and Tibshirani, 2010) along a falling, warm-started path. Only a working set
/// is updated; sequential strong rules (Tibshirani et al., 2012) fill it and a check of all correlations after each fit adds what they missed.
/// </summary>
internal sealed class LassoPath
{
    /// <summary>However far apart two penalties are, the rule takes no correlation below this share of the next one: the check finds the rest.</summary>
    private const double Widest = 0.85;

    private readonly ColumnBlocks _blocks;
    private readonly PairCorrelations _correlations;
    private readonly double[] _centred;
    private readonly double _mean;
    private readonly double _tolerance;
    private readonly WorkingSet _working;
    private double _penalty;

    /// <summary>Prepares a path; <see cref="Next"/> walks it.</summary>
    /// <param name="blocks">The masks.</param>
    /// <param name="values">One value a mask, of about unit variance.</param>
    /// <param name="order">1 or 2.</param>
    /// <param name="tolerance">Largest step of a coefficient in a sweep that counts as converged.</param>
    public LassoPath(
        ColumnBlocks blocks,
        ReadOnlySpan<double> values,
        int order,
        double tolerance = 1e-4
    )
    {
        _blocks = blocks;
        _tolerance = tolerance;
        _mean = TensorPrimitives.Sum(values) / values.Length;
        _centred = new double[values.Length];
        TensorPrimitives.Subtract(values, _mean, _centred);
        _correlations = new PairCorrelations(blocks, order);
        _correlations.Update(_centred);
        _penalty = Largest();
        _working = new WorkingSet(blocks, _centred);
    }

    /// <summary>The smallest penalty at which every coefficient is zero.</summary>
    public double Largest() => Math.Abs(TensorPrimitives.MaxMagnitude<float>(_correlations.Values));

    /// <summary>Number of terms in the working set.</summary>
    public int WorkingCount => _working.Count;

    /// <summary>The solution at the next, smaller penalty.</summary>
    public LassoPoint Next(double penalty, CancellationToken cancellationToken)
    {
        Take(Math.Max(2 * penalty - _penalty, Widest * penalty));
        _penalty = penalty;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _working.Descend(penalty, _tolerance);
            _correlations.Update(_working.Residuals());
            _working.Refresh(_correlations.Values, _correlations.Width);
            if (!Take(penalty * (1 + 1e-4)))
            {
                return _working.Point(penalty, _mean);
            }
        }
    }

    /// <summary>Takes every term whose correlation exceeds the threshold into the working set; says whether there was a new one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Take(double threshold)
    {
        int before = _working.Count;
        ReadOnlySpan<float> values = _correlations.Values;
        int width = _correlations.Width;
        float least = (float)threshold;
        for (int start = 0; start < values.Length; start += width)
        {
            ReadOnlySpan<float> row = values.Slice(start, width);
            if (Math.Abs(TensorPrimitives.MaxMagnitude(row)) <= least)
            {
                continue;
            }

            for (int column = 0; column < _blocks.ColumnCount; column++)
            {
                if (Math.Abs(row[column]) > least)
                {
                    _working.Add(start / width - 1, column, row[column]);
                }
            }
        }

        return _working.Count > before;
    }
}

using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>
/// The covariance as a matrix that is only multiplied with: preconditioned conjugate gradients (Hestenes and Stiefel, 1952) for many columns
/// at once, quadratic in the rows. The columns of one call share every pass over the matrix, also when each leaves out another fold. Where the
/// iterations do not converge, a Cholesky factor answers instead, at its price.
/// </summary>
internal sealed class IterativeCovariance : Covariance
{
    /// <summary>Columns solved together; more would not fit the caches.</summary>
    private const int MostColumns = 64;

    /// <summary>Sound systems take 10 to 50. Where noise is next to nothing single precision may never get there.</summary>
    private const int MostIterations = 80;

    /// <summary>
    /// Noise a row that single precision needs: products with the matrix are off by about its largest eigenvalue, of the order of the rows,
    /// times 1e-7. It shrinks a coefficient by a millionth of its inverse prior variance.
    /// </summary>
    private const double LeastNoise = 1e-6;

    private static readonly Dictionary<PartSet, double> NoSpikes = [];

    private readonly SmoothPrior _prior;
    private readonly MaskMatrix _masks;
    private readonly SingleMatrix _kernel;
    private readonly FeaturePreconditioner _preconditioner;
    private readonly SingleMatrix _z;
    private FactoredCovariance? _factored;

    public IterativeCovariance(SmoothPrior prior, MaskMatrix masks, SingleMatrix z)
    {
        _prior = prior with { Noise = Math.Max(prior.Noise, LeastNoise * masks.RowCount) };
        _masks = masks;
        _z = z;
        _kernel = SmoothKernel.Lower(_prior, z);
        _preconditioner = new FeaturePreconditioner(_prior, NoSpikes, masks, null);
    }

    /// <summary>Residual norm at which a system counts as solved, as a share of the norm of its right-hand side.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <inheritdoc/>
    public override double Noise => _factored?.Noise ?? _prior.Noise;

    /// <inheritdoc/>
    public override int Rows => _kernel.Rows;

    /// <inheritdoc/>
    public override bool HasCheapQuadratics => false;

    /// <inheritdoc/>
    public override void Solve(SingleMatrix columns)
    {
        for (int first = 0; _factored is null && first < columns.Columns; first += MostColumns)
        {
            int count = Math.Min(MostColumns, columns.Columns - first);
            using SingleMatrix right = Columns(columns, first, count);
            using SingleMatrix? solution = Iterate(
                right,
                new int[count],
                null,
                _preconditioner,
                null
            );
            if (solution is null)
            {
                using SingleMatrix rest = Columns(columns, first, columns.Columns - first);
                _factored = FactoredCovariance.Of(_prior, _z);
                _factored.Solve(rest);
                Replace(columns, first, rest);
                return;
            }

            Replace(columns, first, solution);
        }

        _factored?.Solve(columns);
    }

    /// <inheritdoc/>
    public override double[] Quadratic(SingleMatrix columns)
    {
        using SingleMatrix original = Columns(columns, 0, columns.Columns);
        Solve(columns);
        var sums = new double[columns.Columns];
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<float> left = original.Row(row);
            ReadOnlySpan<float> right = columns.Row(row);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += (double)left[i] * right[i];
            }
        }

        return sums;
    }

    /// <summary>The weights a of all rows with spikes in the prior; null when the iterations do not converge.</summary>
    /// <param name="y">The values.</param>
    /// <param name="spikes">Variances on top of the smooth prior, by set.</param>
    public double[]? SolveWith(
        ReadOnlySpan<float> y,
        IReadOnlyList<(PartSet Parts, double Variance)> spikes
    )
    {
        using var spikeColumns = new SpikeColumns(spikes, _masks);
        using var preconditioner = new FeaturePreconditioner(
            _prior,
            spikes.ToDictionary(static spike => spike.Parts, static spike => spike.Variance),
            _masks,
            null
        );
        using var right = new SingleMatrix(Rows, 1);
        for (int row = 0; row < Rows; row++)
        {
            right.Row(row)[0] = y[row];
        }

        using SingleMatrix? solution = Iterate(right, [0], null, preconditioner, spikeColumns);
        if (solution is null)
        {
            return null;
        }

        var weights = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            weights[row] = solution.Row(row)[0];
        }

        return weights;
    }

    /// <summary>
    /// Conditions on the rows that each fold keeps, with spikes in the prior, all folds at once.
    /// </summary>
    /// <param name="y">The values.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="spikes">Variances on top of the smooth prior, by set.</param>
    /// <returns>
    /// The weights a of each fold, zero where the fold leaves a row out; and for every row what the fold that leaves it out predicts. Null when
    /// the iterations do not converge.
    /// </returns>
    public (double[][] Weights, double[] Predictions)? SolveFolds(
        ReadOnlySpan<float> y,
        RowFolds folds,
        IReadOnlyList<(PartSet Parts, double Variance)> spikes
    )
    {
        using var spikeColumns = new SpikeColumns(spikes, _masks);
        using var preconditioner = new FeaturePreconditioner(
            _prior,
            spikes.ToDictionary(static spike => spike.Parts, static spike => spike.Variance),
            _masks,
            folds
        );
        int[] foldOf = [.. Enumerable.Range(0, folds.Count)];
        using var right = new SingleMatrix(Rows, folds.Count);
        for (int row = 0; row < Rows; row++)
        {
            right.Row(row).Fill(y[row]);
            right.Row(row)[folds.LeavesOut(row)] = 0;
        }

        using SingleMatrix? solution = Iterate(right, foldOf, folds, preconditioner, spikeColumns);
        if (solution is null)
        {
            return null;
        }

        using var image = new SingleMatrix(Rows, folds.Count);
        SingleSymmetric.Multiply(_kernel, solution, image);
        spikeColumns.AddProduct(solution, image);
        var weights = new double[folds.Count][];
        var predictions = new double[Rows];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            weights[fold] = new double[Rows];
            for (int row = 0; row < Rows; row++)
            {
                weights[fold][row] = solution.Row(row)[fold];
            }
        }

        for (int row = 0; row < Rows; row++)
        {
            predictions[row] = image.Row(row)[folds.LeavesOut(row)];
        }

        return (weights, predictions);
    }

    public override void Dispose()
    {
        _factored?.Dispose();
        _preconditioner.Dispose();
        _kernel.Dispose();
    }

    private void Replace(SingleMatrix columns, int first, SingleMatrix solution)
    {
        for (int row = 0; row < Rows; row++)
        {
            solution.Row(row).CopyTo(columns.Row(row)[first..]);
        }
    }

    private SingleMatrix Columns(SingleMatrix from, int first, int count)
    {
        var columns = new SingleMatrix(Rows, count);
        for (int row = 0; row < Rows; row++)
        {
            from.Row(row).Slice(first, count).CopyTo(columns.Row(row));
        }

        return columns;
    }

    /// <summary>Null when the iterations do not converge.</summary>
    private SingleMatrix? Iterate(
        SingleMatrix residual,
        int[] foldOf,
        RowFolds? folds,
        FeaturePreconditioner preconditioner,
        SpikeColumns? spikes
    )
    {
        int count = residual.Columns;
        var solution = new SingleMatrix(Rows, count);
        using var image = new SingleMatrix(Rows, count);
        using var conditioned = new SingleMatrix(Rows, count);
        using var direction = new SingleMatrix(Rows, count);
        double[] goal = [.. Dots(residual, residual).Select(norm => norm * Tolerance * Tolerance)];
        var old = new double[count];
        var steps = new float[count];
        for (int iteration = 0; ; iteration++)
        {
            double[] norms = Dots(residual, residual);
            bool[] open = [.. norms.Zip(goal, static (norm, enough) => norm > enough)];
            if (!open.Contains(true))
            {
                return solution;
            }

            if (iteration == MostIterations)
            {
                solution.Dispose();
                return null;
            }

            preconditioner.Apply(residual, foldOf, conditioned);
            LeaveOut(conditioned, folds);
            double[] products = Dots(residual, conditioned);
            for (int j = 0; j < count; j++)
            {
                steps[j] = iteration > 0 && open[j] ? (float)(products[j] / old[j]) : 0;
            }

            AddScaled(conditioned, direction, steps, direction);
            old = products;
            SingleSymmetric.Multiply(_kernel, direction, image);
            spikes?.AddProduct(direction, image);
            LeaveOut(image, folds);
            double[] curvatures = Dots(direction, image);
            for (int j = 0; j < count; j++)
            {
                steps[j] = open[j] ? (float)(products[j] / curvatures[j]) : 0;
            }

            AddScaled(solution, direction, steps, solution);
            for (int j = 0; j < count; j++)
            {
                steps[j] = -steps[j];
            }

            AddScaled(residual, image, steps, residual);
        }
    }

    private void LeaveOut(SingleMatrix columns, RowFolds? folds)
    {
        for (int row = 0; folds is not null && row < Rows; row++)
        {
            columns.Row(row)[folds.LeavesOut(row)] = 0;
        }
    }

    private static double[] Dots(SingleMatrix left, SingleMatrix right)
    {
        var sums = new double[left.Columns];
        for (int row = 0; row < left.Rows; row++)
        {
            ReadOnlySpan<float> x = left.Row(row);
            ReadOnlySpan<float> y = right.Row(row);
            for (int j = 0; j < sums.Length; j++)
            {
                sums[j] += (double)x[j] * y[j];
            }
        }

        return sums;
    }

    /// <summary>result = x + y diag(factors).</summary>
    private static void AddScaled(
        SingleMatrix x,
        SingleMatrix y,
        ReadOnlySpan<float> factors,
        SingleMatrix result
    )
    {
        for (int row = 0; row < x.Rows; row++)
        {
            ReadOnlySpan<float> left = x.Row(row);
            ReadOnlySpan<float> right = y.Row(row);
            Span<float> target = result.Row(row);
            for (int j = 0; j < target.Length; j++)
            {
                target[j] = left[j] + factors[j] * right[j];
            }
        }
    }

    /// <summary>The spikes' part of the kernel, X D X', without making it.</summary>
    private sealed class SpikeColumns : IDisposable
    {
        private readonly SingleMatrix? _scaled;

        public SpikeColumns(
            IReadOnlyList<(PartSet Parts, double Variance)> spikes,
            MaskMatrix masks
        )
        {
            if (spikes.Count == 0)
            {
                return;
            }

            _scaled = FeaturePreconditioner.CharactersOf(
                [.. spikes.Select(static spike => spike.Parts)],
                masks
            );
            for (int row = 0; row < masks.RowCount; row++)
            {
                Span<float> characters = _scaled.Row(row);
                for (int i = 0; i < characters.Length; i++)
                {
                    characters[i] *= (float)Math.Sqrt(spikes[i].Variance);
                }
            }
        }

        public void AddProduct(SingleMatrix columns, SingleMatrix result)
        {
            if (_scaled is null)
            {
                return;
            }

            using var inner = new SingleMatrix(_scaled.Columns, columns.Columns);
            Gemm.Add(
                _scaled.Columns,
                columns.Columns,
                columns.Rows,
                1,
                _scaled.View.Transposed,
                columns.View,
                inner.View
            );
            Gemm.Add(
                columns.Rows,
                columns.Columns,
                _scaled.Columns,
                1,
                _scaled.View,
                inner.View,
                result.View
            );
        }

        public void Dispose() => _scaled?.Dispose();
    }
}

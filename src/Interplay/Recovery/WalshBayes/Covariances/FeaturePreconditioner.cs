using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>
/// An approximate inverse of the covariance: the features of the largest prior variances as they are, all others as noise. With X the
/// characters, D their variances (bounded) and r what is left of the diagonal, P = r I + X D X' and P^-1 = (I - X (r / D + X'X)^-1 X') / r. On the rows
/// that a fold keeps the same with the Gram matrix of those rows.
/// </summary>
internal sealed unsafe class FeaturePreconditioner : IDisposable
{
    private const int MostFeatures = 384;

    /// <summary>
    /// A feature is taken to exceed the rest by no more than this: in single precision the difference that deflates it would be rounding
    /// beyond. The few directions that stick out further cost an iteration each.
    /// </summary>
    private const double MostDeflated = 5e3;

    private readonly SingleMatrix _characters;
    private readonly double _rest;
    private readonly SingleMatrix[] _grams;
    private readonly SingleCholesky[] _factors;

    /// <summary>Prepares the inverse.</summary>
    /// <param name="prior">The smooth prior.</param>
    /// <param name="spikes">Variances on top of it, by set.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="folds">The folds whose systems are solved; null for systems on all rows.</param>
    public FeaturePreconditioner(
        SmoothPrior prior,
        IReadOnlyDictionary<PartSet, double> spikes,
        MaskMatrix masks,
        RowFolds? folds
    )
    {
        int rows = masks.RowCount;
        double total =
            prior.Noise
            + prior.Offset
            + prior.Linear * prior.Relevances.Sum()
            + prior.Exponential
            + prior.FlatPairs
            + prior.Local.Sum()
            + spikes.Values.Sum();
        List<(PartSet Parts, double Variance)> features = PriorFeatures.Choose(
            prior,
            spikes,
            Math.Min(MostFeatures + spikes.Count, rows / 4),
            0.5 * prior.Noise / rows
        );
        _rest = Math.Max(prior.Noise, total - features.Sum(static feature => feature.Variance));
        _characters = CharactersOf([.. features.Select(static feature => feature.Parts)], masks);
        SingleMatrix all = Gram(_characters);
        if (folds is null)
        {
            _grams = [all];
        }
        else
        {
            _grams = new SingleMatrix[folds.Count];
            for (int fold = 0; fold < folds.Count; fold++)
            {
                using SingleMatrix left = Select(_characters, folds.Left(fold));
                _grams[fold] = Gram(left);
                for (int i = 0; i < features.Count; i++)
                {
                    Span<float> kept = _grams[fold].Row(i);
                    ReadOnlySpan<float> whole = all.Row(i);
                    for (int j = 0; j <= i; j++)
                    {
                        kept[j] = whole[j] - kept[j];
                    }
                }
            }

            all.Dispose();
        }

        _factors = new SingleCholesky[_grams.Length];
        for (int system = 0; system < _grams.Length; system++)
        {
            for (int i = 0; i < features.Count; i++)
            {
                _grams[system].Row(i)[i] += (float)(
                    Math.Max(_rest / features[i].Variance, rows / MostDeflated)
                );
            }

            _factors[system] =
                SingleCholesky.Factor(_grams[system].Data, features.Count, features.Count)
                ?? throw new InvalidOperationException(
                    "A Gram matrix with a positive diagonal added was not positive definite."
                );
        }
    }

    /// <summary>Writes P^-1 of each column of <paramref name="residuals"/>.</summary>
    /// <param name="residuals">Columns; rows that a column's fold leaves out are zero.</param>
    /// <param name="foldOf">The fold of each column; all zeros without folds.</param>
    /// <param name="result">Of the same shape; rows left out are not cleared.</param>
    public void Apply(SingleMatrix residuals, ReadOnlySpan<int> foldOf, SingleMatrix result)
    {
        int count = _characters.Columns;
        int columns = residuals.Columns;
        using var inner = new SingleMatrix(count, columns);
        Gemm.Add(
            count,
            columns,
            residuals.Rows,
            1,
            _characters.View.Transposed,
            residuals.View,
            inner.View
        );
        if (_factors.Length == 1)
        {
            _factors[0].Solve(inner);
        }
        else
        {
            var column = new float[count];
            for (int j = 0; j < columns; j++)
            {
                for (int i = 0; i < count; i++)
                {
                    column[i] = inner.Row(i)[j];
                }

                _factors[foldOf[j]].Solve(column);
                for (int i = 0; i < count; i++)
                {
                    inner.Row(i)[j] = column[i];
                }
            }
        }

        float scale = (float)(1 / _rest);
        for (int row = 0; row < residuals.Rows; row++)
        {
            ReadOnlySpan<float> source = residuals.Row(row);
            Span<float> target = result.Row(row);
            for (int j = 0; j < columns; j++)
            {
                target[j] = source[j] * scale;
            }
        }

        Gemm.Add(residuals.Rows, columns, count, -scale, _characters.View, inner.View, result.View);
    }

    public void Dispose()
    {
        foreach (SingleCholesky factor in _factors)
        {
            factor.Dispose();
        }

        foreach (SingleMatrix gram in _grams)
        {
            gram.Dispose();
        }

        _characters.Dispose();
    }

    /// <summary>Characters of sets, rows x sets.</summary>
    public static SingleMatrix CharactersOf(IReadOnlyList<PartSet> sets, MaskMatrix masks)
    {
        var characters = new SingleMatrix(masks.RowCount, sets.Count);
        Parallel.For(
            0,
            masks.RowCount,
            row =>
            {
                Span<float> target = characters.Row(row);
                ReadOnlySpan<ulong> mask = masks.Row(row);
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = sets[i].Character(mask);
                }
            }
        );
        return characters;
    }

    private static SingleMatrix Gram(SingleMatrix characters)
    {
        int count = characters.Columns;
        var gram = new SingleMatrix(count, count);
        Gemm.Add(
            count,
            count,
            characters.Rows,
            1,
            characters.View.Transposed,
            characters.View,
            gram.View,
            Gemm.Part.Lower
        );
        return gram;
    }

    private static SingleMatrix Select(SingleMatrix from, int[] rows)
    {
        var chosen = new SingleMatrix(rows.Length, from.Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            from.Row(rows[i]).CopyTo(chosen.Row(i));
        }

        return chosen;
    }
}

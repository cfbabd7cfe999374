using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Proxies;

/// <summary>
/// Orders a pool of terms by orthogonal forward selection: each step takes the term that lowers the squared error of the refit most. This is
/// a Cholesky factorisation of the Gram matrix with pivots chosen by the right-hand side, so the refits of all shorter selections are
/// contained in it, and one pass over validation masks gives the error of every number of terms (orthogonal least squares, Chen, Billings and
/// Luo, 1989).
/// </summary>
internal sealed class ForwardSelection
{
    private readonly double _mean;
    private readonly double[] _termMeans;
    private readonly double[] _weights;
    private readonly double[][] _factor;

    private ForwardSelection(
        PartSet[] terms,
        double mean,
        double[] termMeans,
        double[] weights,
        double[][] factor
    )
    {
        Terms = terms;
        _mean = mean;
        _termMeans = termMeans;
        _weights = weights;
        _factor = factor;
    }

    /// <summary>The terms in the order they were taken.</summary>
    public IReadOnlyList<PartSet> Terms { get; }

    /// <summary>Runs the selection.</summary>
    /// <param name="parts">Bit columns of the masks learned from.</param>
    /// <param name="pool">The terms to choose from, each once, none empty.</param>
    /// <param name="values">One value a mask.</param>
    /// <param name="limit">Most terms taken.</param>
    /// <param name="penalties">Ridge penalty of each term relative to a Gram matrix with a diagonal of one.</param>
    public static ForwardSelection Run(
        BitColumns parts,
        IReadOnlyList<PartSet> pool,
        ReadOnlySpan<double> values,
        int limit,
        ReadOnlySpan<double> penalties
    )
    {
        int rows = values.Length;
        CharacterColumns characters = CharacterColumns.Of(parts, pool);
        double mean = TensorPrimitives.Sum(values) / rows;
        var centred = new double[rows];
        TensorPrimitives.Subtract(values, mean, centred);
        int count = pool.Count;
        var means = new double[count];
        var left = new double[count];
        var norms = new double[count];
        var floors = new double[count];
        for (int term = 0; term < count; term++)
        {
            means[term] = (double)characters.Sum(term) / rows;
            left[term] = characters.Dot(term, centred) / rows;
            // A term that is constant over these masks, or equal to a combination taken before, is never taken.
            double norm = 1 - means[term] * means[term];
            norms[term] = norm > 1e-9 ? norm + penalties[term] : 0;
            floors[term] = 1e-6 + penalties[term];
        }

        limit = Math.Min(limit, count);
        var taken = new List<int>(limit);
        var weights = new List<double>(limit);
        var factor = new List<double[]>(limit);
        while (taken.Count < limit)
        {
            int pivot = Best(left, norms, floors);
            if (pivot < 0)
            {
                break;
            }

            double[] row = Row(characters, means, pivot, factor, penalties[pivot], norms[pivot]);
            double weight = left[pivot] / Math.Sqrt(norms[pivot]);
            TensorPrimitives.MultiplyAdd(row, -weight, left, left);
            for (int term = 0; term < count; term++)
            {
                norms[term] -= row[term] * row[term];
            }

            norms[pivot] = 0;
            taken.Add(pivot);
            weights.Add(weight);
            factor.Add(row);
        }

        return new ForwardSelection(
            [.. taken.Select(term => pool[term])],
            mean,
            [.. taken.Select(term => means[term])],
            [.. weights],
            [.. factor.Select(row => taken.Select(term => row[term]).ToArray())]
        );
    }

    /// <summary>Mean squared error on other masks with 0, 1, 2... terms.</summary>
    public double[] Errors(BitColumns parts, ReadOnlySpan<double> values)
    {
        var residuals = new double[values.Length];
        TensorPrimitives.Subtract(values, _mean, residuals);
        var errors = new double[_weights.Length + 1];
        errors[0] = TensorPrimitives.SumOfSquares<double>(residuals) / values.Length;
        Walk(parts, residuals, _weights.Length, errors);
        return errors;
    }

    /// <summary>What the first <paramref name="count"/> terms leave of the values on other masks.</summary>
    public double[] Residuals(BitColumns parts, ReadOnlySpan<double> values, int count)
    {
        var residuals = new double[values.Length];
        TensorPrimitives.Subtract(values, _mean, residuals);
        count = Math.Min(count, _weights.Length);
        Walk(parts, residuals, count, new double[count + 1]);
        return residuals;
    }

    private static int Best(double[] left, double[] norms, double[] floors)
    {
        int best = -1;
        double most = 0;
        for (int term = 0; term < left.Length; term++)
        {
            double gain = left[term] * left[term];
            if (norms[term] > floors[term] && gain > most * norms[term])
            {
                most = gain / norms[term];
                best = term;
            }
        }

        return best;
    }

    /// <summary>The next row of the factor: (G[pivot] - sum of earlier rows times their entry at the pivot) / sqrt(pivot).</summary>
    private static double[] Row(
        CharacterColumns characters,
        double[] means,
        int pivot,
        List<double[]> factor,
        double penalty,
        double norm
    )
    {
        var row = new double[characters.Count];
        double rows = characters.RowCount;
        for (int term = 0; term < row.Length; term++)
        {
            row[term] = characters.Dot(pivot, term) / rows - means[pivot] * means[term];
        }

        row[pivot] += penalty;
        foreach (double[] earlier in factor)
        {
            TensorPrimitives.MultiplyAdd(earlier, -earlier[pivot], row, row);
        }

        TensorPrimitives.Divide(row, Math.Sqrt(norm), row);
        return row;
    }

    /// <summary>Runs the orthogonalisation of the selection over other masks and takes the terms off the residuals one by one.</summary>
    private void Walk(BitColumns parts, double[] residuals, int count, double[] errors)
    {
        CharacterColumns characters = CharacterColumns.Of(parts, [.. Terms.Take(count)]);
        var directions = new double[count][];
        for (int step = 0; step < count; step++)
        {
            var direction = new double[residuals.Length];
            Array.Fill(direction, -_termMeans[step]);
            characters.AddTo(step, 1, direction);
            for (int earlier = 0; earlier < step; earlier++)
            {
                TensorPrimitives.MultiplyAdd(
                    directions[earlier],
                    -_factor[earlier][step],
                    direction,
                    direction
                );
            }

            TensorPrimitives.Divide(direction, _factor[step][step], direction);
            directions[step] = direction;
            TensorPrimitives.MultiplyAdd(direction, -_weights[step], residuals, residuals);
            errors[step + 1] = TensorPrimitives.SumOfSquares<double>(residuals) / residuals.Length;
        }
    }
}

using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes;

/// <summary>
/// The largest posterior means E[c_S] = priorvar(S) sum_j a_j chi_S(z_j). Singles and pairs are all computed (one product). From order 3 on only
/// the exponential part has variance, A0 prod tanh b_i, which falls with every part added: a best-first search by prior variance meets the
/// sets in falling order and stops when no set to come can reach the terms already found. The sums are bounded by
/// |a| sqrt(2 ln N + 2), which a sum of N random signs exceeds with probability below 1/N.
/// </summary>
internal static class SmoothReadOut
{
    private const int MostExpansions = 20_000;

    /// <summary>The <paramref name="count"/> largest posterior means of order 1 and more, in the unit of the standardised values.</summary>
    public static List<(PartSet Parts, double Mean)> Largest(
        SmoothPrior prior,
        MaskMatrix masks,
        SingleMatrix z,
        ReadOnlySpan<double> a,
        int count,
        int maxOrder
    )
    {
        double exponentialBase = prior.ExponentialBase();
        double[] slopes = [.. prior.Relevances.Select(Math.Tanh)];
        var found = new List<(PartSet Parts, double Mean)>();
        AddSinglesAndPairs(prior, z, a, found, exponentialBase, slopes, maxOrder);
        Keep(found, count);
        if (maxOrder >= 3 && prior.PartCount >= 3)
        {
            AddHigherOrders(masks, a, found, exponentialBase, slopes, count, maxOrder);
        }

        Keep(found, count);
        return found;
    }

    private static void Keep(List<(PartSet Parts, double Mean)> found, int count)
    {
        found.Sort(
            static (x, y) =>
            {
                int byMean = Math.Abs(y.Mean).CompareTo(Math.Abs(x.Mean));
                return byMean != 0 ? byMean : x.Parts.CompareTo(y.Parts);
            }
        );
        if (found.Count > count)
        {
            found.RemoveRange(count, found.Count - count);
        }
    }

    private static void AddSinglesAndPairs(
        SmoothPrior prior,
        SingleMatrix z,
        ReadOnlySpan<double> a,
        List<(PartSet Parts, double Mean)> found,
        double exponentialBase,
        double[] slopes,
        int maxOrder
    )
    {
        int n = prior.PartCount;
        using var weighted = new SingleMatrix(z.Rows, n);
        var singles = new float[n];
        for (int row = 0; row < z.Rows; row++)
        {
            TensorPrimitives.Multiply(z.Row(row), (float)a[row], weighted.Row(row));
            TensorPrimitives.Add(singles, weighted.Row(row), singles);
        }

        for (int i = 0; i < n; i++)
        {
            double variance = exponentialBase * slopes[i] + prior.Linear * prior.Relevances[i];
            found.Add((PartSet.Of(i), variance * singles[i]));
        }

        if (maxOrder < 2)
        {
            return;
        }

        using var sums = new SingleMatrix(n, n);
        Gemm.Add(n, n, z.Rows, 1, weighted.View.Transposed, z.View, sums.View);
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                double variance =
                    exponentialBase * slopes[i] * slopes[j] + prior.PairVariance(i, j);
                found.Add((PartSet.Of(i, j), variance * sums.Row(i)[j]));
            }
        }
    }

    private static void AddHigherOrders(
        MaskMatrix masks,
        ReadOnlySpan<double> a,
        List<(PartSet Parts, double Mean)> found,
        double exponentialBase,
        double[] slopes,
        int count,
        int maxOrder
    )
    {
        // Parts in falling order of slope: the children of a set add one part of lower rank, so each set is met once.
        int n = slopes.Length;
        int[] ranked =
        [
            .. Enumerable.Range(0, n).OrderByDescending(part => slopes[part]).ThenBy(part => part),
        ];
        ColumnBlocks blocks = ColumnBlocks.Of(masks.Columns);
        var extensions = new CharacterSums(blocks, a);
        double norm = Math.Sqrt(TensorPrimitives.Dot(a, a));
        double reach = norm * Math.Sqrt(2 * Math.Log(1e6) + 2);
        var floor = new Floor(count);
        foreach ((_, double mean) in found)
        {
            floor.Add(mean);
        }

        var queue = new PriorityQueue<int[], (double NegativeVariance, int Serial)>();
        int serial = 0;
        for (int first = 0; first < n; first++)
        {
            for (int second = first + 1; second < n; second++)
            {
                double variance = exponentialBase * slopes[ranked[first]] * slopes[ranked[second]];
                // The best child multiplies by the next slope.
                if (second + 1 < n && variance * slopes[ranked[second + 1]] * reach > floor.Value)
                {
                    queue.Enqueue(
                        [first, second],
                        (-variance * slopes[ranked[second + 1]], serial++)
                    );
                }
            }
        }

        var sums = new float[blocks.PaddedColumns];
        for (
            int expansion = 0;
            expansion < MostExpansions && queue.TryDequeue(out int[]? ranks, out var priority);
            expansion++
        )
        {
            double threshold = floor.Value;
            if (-priority.NegativeVariance * reach <= threshold)
            {
                break;
            }

            int[] parts = [.. ranks.Select(rank => ranked[rank])];
            double variance = exponentialBase;
            foreach (int part in parts)
            {
                variance *= slopes[part];
            }

            extensions.Extend(parts, sums);
            for (int rank = ranks[^1] + 1; rank < n; rank++)
            {
                double extended = variance * slopes[ranked[rank]];
                if (extended * reach <= threshold)
                {
                    break;
                }

                double mean = extended * sums[ranked[rank]];
                if (Math.Abs(mean) > threshold)
                {
                    found.Add((PartSet.Of([.. parts, ranked[rank]]), mean));
                    floor.Add(mean);
                    threshold = floor.Value;
                }

                if (parts.Length + 2 <= maxOrder && rank + 1 < n)
                {
                    double best = extended * slopes[ranked[rank + 1]];
                    if (best * reach > threshold)
                    {
                        queue.Enqueue([.. ranks, rank], (-best, serial++));
                    }
                }
            }
        }
    }

    /// <summary>The least of the largest magnitudes seen: what a term must exceed to be among them; 0 as long as there is room.</summary>
    private sealed class Floor(int count)
    {
        private readonly PriorityQueue<double, double> _largest = new();

        public double Value => _largest.Count < count ? 0 : _largest.Peek();

        public void Add(double mean)
        {
            double magnitude = Math.Abs(mean);
            if (_largest.Count < count)
            {
                _largest.Enqueue(magnitude, magnitude);
            }
            else
            {
                _largest.EnqueueDequeue(magnitude, magnitude);
            }
        }
    }
}

using Interplay.Masks;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// The strength of sets of one size under one index as a linear functional of the function, applied to the kernel in closed form. Products of one factor
/// a part stay products along the diagonal; a function of the number of kept parts is averaged by binomial weights.
/// </summary>
internal sealed class IndexFunctional
{
    private readonly SizeKernel _kernel;
    private readonly DiagonalMeasure _measure;
    private readonly int _n;

    /// <summary>Weight of g(s) in the strength of a function g of the number of kept parts.</summary>
    private readonly double[] _ofSize;

    /// <summary>Weight of h(s) in the strength of x_i h(|m|), i in the set, and i outside it.</summary>
    private readonly double[] _inside;
    private readonly double[] _outside;

    /// <summary>E times those, by the size of the other mask.</summary>
    private readonly double[] _sizeImage;
    private readonly double[] _insideImage;
    private readonly double[] _outsideImage;

    private readonly double _sizeVariance;
    private readonly double _insideVariance;
    private readonly double _outsideVariance;

    /// <summary>Weight of one mask, by kept parts within the set and by all kept parts.</summary>
    private readonly double[][] _ofMask;
    private readonly double _whiteVariance;

    /// <summary>Sum of the weights of the nodes: what a linear term gets.</summary>
    private readonly double _mass;

    /// <summary>exp(-2 d r_i) a decay and part: what the exponential loses where two masks differ in the part.</summary>
    private readonly double[][] _losses;

    public IndexFunctional(SizeKernel kernel, DiagonalMeasure measure, double[][] correlations)
    {
        _kernel = kernel;
        _measure = measure;
        _n = kernel.PartCount;
        _mass = measure.Weights.Sum();
        _losses =
        [
            .. kernel.Decays.Select(decay =>
                kernel.Relevances.Select(r => Math.Exp(-2 * decay * r)).ToArray()
            ),
        ];
        (_ofSize, _inside, _outside) = SizeWeights();
        _sizeImage = Image(correlations, _ofSize);
        _insideImage = Image(correlations, _inside);
        _outsideImage = Image(correlations, _outside);
        _sizeVariance = Dot(_ofSize, _sizeImage);
        _insideVariance = Dot(_inside, _insideImage);
        _outsideVariance = Dot(_outside, _outsideImage);
        _ofMask = MaskWeights();
        _whiteVariance = WhiteVariance();
    }

    /// <summary>|S|.</summary>
    public int Size => _measure.Size;

    /// <summary>Covariances of the strength of a set with the values at masks; the white part of the function is a part of it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="rows">The masks.</param>
    /// <param name="products">Along the diagonal, as <see cref="DiagonalProducts"/> gives them.</param>
    /// <param name="covariances">Receives one number a mask.</param>
    public void Covariances(
        PartSet set,
        SizedRows rows,
        double[][] products,
        Span<double> covariances
    )
    {
        ReadOnlySpan<int> parts = set.Parts;
        int nodes = _measure.Nodes.Length;
        double white = _kernel.White * (_kernel.IsOdd ? 2 : 1);
        Span<double> factor = stackalloc double[nodes];
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<double> signs = rows.Signs(row);
            double sum = 0;
            for (int e = 0; e < _losses.Length; e++)
            {
                products[e].AsSpan(row * nodes, nodes).CopyTo(factor);
                foreach (int part in parts)
                {
                    bool kept = signs[part] < 0;
                    double loss = _losses[e][part];
                    double derivative = kept ? 1 - loss : loss - 1;
                    for (int k = 0; k < nodes; k++)
                    {
                        factor[k] *= derivative / Along(kept, loss, _measure.Nodes[k]);
                    }
                }

                double integral = 0;
                for (int k = 0; k < nodes; k++)
                {
                    integral += _measure.Weights[k] * factor[k];
                }

                sum += _kernel.Scales[e] * integral;
            }

            if (parts.Length == 0 && !_kernel.IsOdd)
            {
                sum += SizeKernel.Constant * _mass;
            }
            else if (parts.Length == 1)
            {
                sum -= 2 * _kernel.Linear * _kernel.Relevances[parts[0]] * signs[parts[0]] * _mass;
            }

            int size = rows.Sizes[row];
            double among = 0;
            int within = 0;
            foreach (int part in parts)
            {
                among += _kernel.Relevances[part] * signs[part];
                within += signs[part] < 0 ? 1 : 0;
            }

            sum += _kernel.Size * _sizeImage[size];
            sum +=
                _kernel.SizeLinear
                * (among * _insideImage[size] + (Weighted(signs) - among) * _outsideImage[size]);
            sum += white * _ofMask[within][size];
            covariances[row] = sum;
        }
    }

    /// <summary>Prior variance of the strength of a set.</summary>
    public double Variance(PartSet set)
    {
        double variance = 0;
        double[] nodes = _measure.Nodes;
        for (int e = 0; e < _losses.Length; e++)
        {
            double integral = 0;
            for (int k = 0; k < nodes.Length; k++)
            {
                for (int l = 0; l < nodes.Length; l++)
                {
                    double differ = nodes[k] + nodes[l] - 2 * nodes[k] * nodes[l];
                    double product = _measure.Weights[k] * _measure.Weights[l];
                    for (int part = 0; part < _n; part++)
                    {
                        double lost = 1 - _losses[e][part];
                        product *= set.Contains(part) ? 2 * lost : 1 - lost * differ;
                    }

                    integral += product;
                }
            }

            variance += _kernel.Scales[e] * integral;
        }

        double inside = 0;
        foreach (int part in set.Parts)
        {
            inside += _kernel.Relevances[part];
        }

        if (set.Order == 1)
        {
            variance += 4 * _kernel.Linear * inside * _mass * _mass;
        }

        variance += _kernel.Size * _sizeVariance;
        variance +=
            _kernel.SizeLinear
            * (inside * _insideVariance + (_kernel.RelevanceSum - inside) * _outsideVariance);
        return variance + _kernel.White * (_kernel.IsOdd ? 2 : 1) * _whiteVariance;
    }

    /// <summary>The product over all parts of the factor of each, for each mask and node, one array a decay.</summary>
    public double[][] DiagonalProducts(SizedRows rows)
    {
        int nodes = _measure.Nodes.Length;
        return
        [
            .. _losses.Select(losses =>
            {
                var products = new double[rows.Count * nodes];
                Parallel.For(
                    0,
                    rows.Count,
                    row =>
                    {
                        ReadOnlySpan<double> signs = rows.Signs(row);
                        for (int k = 0; k < nodes; k++)
                        {
                            double t = _measure.Nodes[k];
                            double product = 1;
                            for (int part = 0; part < signs.Length; part++)
                            {
                                product *= Along(signs[part] < 0, losses[part], t);
                            }

                            products[row * nodes + k] = product;
                        }
                    }
                );
                return products;
            }),
        ];
    }

    /// <summary>The factor of a part where it is kept with probability t: 1 where two masks agree, the loss where they differ. Kept above zero, since it is divided by.</summary>
    private static double Along(bool kept, double loss, double t) =>
        Math.Max(1e-300, kept ? loss + t * (1 - loss) : 1 - t * (1 - loss));

    private double Weighted(ReadOnlySpan<double> signs) =>
        LinearAlgebra.DenseKernels.Dot(signs, _kernel.Relevances);

    private (double[] OfSize, double[] Inside, double[] Outside) SizeWeights()
    {
        int s = Size;
        var ofSize = new double[_n + 1];
        var inside = new double[_n + 1];
        var outside = new double[_n + 1];
        for (int k = 0; k < _measure.Nodes.Length; k++)
        {
            double x = _measure.Nodes[k];
            double weight = _measure.Weights[k];
            // Kept parts outside the set.
            double[] rest = Binomials.Probabilities(_n - s, x);
            for (int t = 0; t < rest.Length; t++)
            {
                for (int l = 0; l <= s; l++)
                {
                    ofSize[t + l] += weight * rest[t] * Alternating(s, l);
                }

                for (int l = 0; l < s; l++)
                {
                    double share = weight * rest[t] * Alternating(s - 1, l);
                    inside[t + l] -= share;
                    inside[t + l + 1] -= share;
                }
            }

            if (_n == s)
            {
                continue;
            }

            double[] others = Binomials.Probabilities(_n - s - 1, x);
            for (int t = 0; t < others.Length; t++)
            {
                for (int l = 0; l <= s; l++)
                {
                    double share = weight * others[t] * Alternating(s, l);
                    outside[t + l] += (1 - x) * share;
                    outside[t + l + 1] -= x * share;
                }
            }
        }

        return (ofSize, inside, outside);
    }

    private double[][] MaskWeights()
    {
        int s = Size;
        var weights = new double[s + 1][];
        for (int within = 0; within <= s; within++)
        {
            weights[within] = new double[_n + 1];
            for (int size = within; size <= _n - s + within; size++)
            {
                for (int k = 0; k < _measure.Nodes.Length; k++)
                {
                    double x = _measure.Nodes[k];
                    weights[within][size] +=
                        (((s - within) & 1) == 0 ? 1 : -1)
                        * _measure.Weights[k]
                        * Math.Pow(x, size - within)
                        * Math.Pow(1 - x, _n - s - size + within);
                }
            }
        }

        return weights;
    }

    /// <summary>The sum of the squares of the weights of all masks.</summary>
    private double WhiteVariance()
    {
        int s = Size;
        double sum = 0;
        double[] counts = Binomials.LogCounts(_n - s);
        for (int within = 0; within <= s; within++)
        {
            double outer = Math.Abs(Alternating(s, within));
            for (int t = 0; t <= _n - s; t++)
            {
                double weight = Math.Abs(_ofMask[within][t + within]);
                if (weight > 0)
                {
                    sum += outer * Math.Exp(counts[t] + 2 * Math.Log(weight));
                }
            }
        }

        return sum;
    }

    /// <summary>(-1)^(s - l) C(s, l).</summary>
    private static double Alternating(int s, int l)
    {
        double value = ((s - l) & 1) == 0 ? 1 : -1;
        for (int i = 1; i <= l; i++)
        {
            value = value * (s - l + i) / i;
        }

        return value;
    }

    private static double[] Image(double[][] correlations, double[] weights) =>
        [.. correlations.Select(row => Dot(row, weights))];

    private static double Dot(double[] a, double[] b) => LinearAlgebra.DenseKernels.Dot(a, b);
}

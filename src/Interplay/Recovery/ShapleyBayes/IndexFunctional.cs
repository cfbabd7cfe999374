using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

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

    private readonly SizeVariances _sizes;
    private readonly SizeVariances _mirroredSizes;

    /// <summary>Weight of one mask, by kept parts within the set and by all kept parts.</summary>
    private readonly double[][] _ofMask;

    /// <summary>Sum of the weights of the nodes: what a linear term gets.</summary>
    private readonly double _mass;

    /// <summary>What a function and the same function of complements have in common of this strength: 1, -1, or neither (0).</summary>
    private readonly int _symmetry;

    /// <summary>exp(-2 d r_i) a decay and part: what the exponential loses where two masks differ in the part.</summary>
    private readonly double[][] _losses;

    /// <summary>Derivative by a part over its factor, by whether it is kept, and by node; one array a decay and part.</summary>
    private readonly double[][][] _ratios;

    /// <summary>Of each pair of nodes the product over all parts of what a part keeps; one array a decay.</summary>
    private readonly double[][] _common;
    private readonly double[][] _mirroredCommon;

    public IndexFunctional(SizeKernel kernel, DiagonalMeasure measure)
    {
        _kernel = kernel;
        _measure = measure;
        _n = kernel.PartCount;
        _mass = measure.Weights.Sum();
        _symmetry = measure.Symmetry;
        _losses =
        [
            .. kernel.Decays.Select(decay =>
                kernel.Relevances.Select(r => Math.Exp(-2 * decay * r)).ToArray()
            ),
        ];
        (_ofSize, _inside, _outside) = SizeWeights();
        double[][] correlations = kernel.SizeCorrelations();
        _sizeImage = Image(correlations, _ofSize);
        _insideImage = Image(correlations, _inside);
        _outsideImage = Image(correlations, _outside);
        _ofMask = MaskWeights();
        _sizes = new SizeVariances(
            Dot(_ofSize, _sizeImage),
            Dot(_inside, _insideImage),
            Dot(_outside, _outsideImage),
            WhiteVariance(isMirrored: false)
        );
        // A linear part changes its sign with the mask.
        _mirroredSizes = new SizeVariances(
            Dot(_ofSize.Reverse().ToArray(), _sizeImage),
            -Dot(_inside.Reverse().ToArray(), _insideImage),
            -Dot(_outside.Reverse().ToArray(), _outsideImage),
            WhiteVariance(isMirrored: true)
        );
        _ratios = Ratios();
        _common = [.. _losses.Select(losses => Common(losses, isMirrored: false))];
        _mirroredCommon = [.. _losses.Select(losses => Common(losses, isMirrored: true))];
    }

    /// <summary>|S|.</summary>
    public int Size => _measure.Size;

    /// <summary>Whether the part of the function that the kernel describes tells of these strengths at all.</summary>
    public bool IsBlind => _symmetry * _kernel.MirroredShare < 0;

    /// <summary>Covariances of strengths with the values at masks.</summary>
    /// <param name="rows">The masks.</param>
    public Covariances With(SizedRows rows) => new(this, rows);

    /// <summary>Prior variance of the strength of a set.</summary>
    public double Variance(PartSet set)
    {
        if (IsBlind)
        {
            return 0;
        }

        double own = Variance(set, _common, _sizes, isMirrored: false);
        return _symmetry != 0 || _kernel.MirroredShare == 0
            ? own
            : _kernel.Share * own
                + _kernel.MirroredShare
                    * Variance(set, _mirroredCommon, _mirroredSizes, isMirrored: true);
    }

    /// <summary>The white variance of the function at one mask, of which the values of odd and even parts have a half each.</summary>
    private double White => _kernel.White * (_kernel.Part == FunctionPart.Whole ? 1 : 2);

    /// <summary>Index by index of k(x, y), or of k(x, -y).</summary>
    private double Variance(PartSet set, double[][] common, in SizeVariances sizes, bool isMirrored)
    {
        double[] nodes = _measure.Nodes;
        int flipped = isMirrored ? -1 : 1;
        double variance = set.Order == 0 ? SizeKernel.Constant * _mass * _mass : 0;
        for (int e = 0; e < _losses.Length; e++)
        {
            double integral = 0;
            for (int k = 0; k < nodes.Length; k++)
            {
                for (int l = 0; l < nodes.Length; l++)
                {
                    double differ = Differ(nodes[k], nodes[l], isMirrored);
                    double product = common[e][k * nodes.Length + l];
                    foreach (int part in set.Parts)
                    {
                        double lost = 1 - _losses[e][part];
                        product *= flipped * 2 * lost / Kept(lost, differ);
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
            variance += flipped * 4 * _kernel.Linear * inside * _mass * _mass;
        }

        variance += _kernel.Size * sizes.OfSize;
        variance +=
            _kernel.SizeLinear
            * (inside * sizes.Inside + (_kernel.RelevanceSum - inside) * sizes.Outside);
        return variance + White * sizes.White;
    }

    /// <summary>Weights of a pair of nodes times what all parts keep there.</summary>
    private double[] Common(double[] losses, bool isMirrored)
    {
        double[] nodes = _measure.Nodes;
        var common = new double[nodes.Length * nodes.Length];
        for (int k = 0; k < nodes.Length; k++)
        {
            for (int l = 0; l < nodes.Length; l++)
            {
                double differ = Differ(nodes[k], nodes[l], isMirrored);
                double product = _measure.Weights[k] * _measure.Weights[l];
                foreach (double loss in losses)
                {
                    product *= Kept(1 - loss, differ);
                }

                common[k * nodes.Length + l] = product;
            }
        }

        return common;
    }

    /// <summary>Probability that a part differs between two masks that keep it with these probabilities, or between one and the complement of the other.</summary>
    private static double Differ(double t, double u, bool isMirrored)
    {
        double differ = t + u - 2 * t * u;
        return isMirrored ? 1 - differ : differ;
    }

    /// <summary>Kept above zero, since it is divided by.</summary>
    private static double Kept(double lost, double differ) => Math.Max(1e-300, 1 - lost * differ);

    private double[][][] Ratios()
    {
        double[] nodes = _measure.Nodes;
        return
        [
            .. _losses.Select(losses =>
                losses
                    .Select(loss =>
                    {
                        var ratios = new double[2 * nodes.Length];
                        for (int k = 0; k < nodes.Length; k++)
                        {
                            ratios[k] = (loss - 1) / Along(kept: false, loss, nodes[k]);
                            ratios[nodes.Length + k] =
                                (1 - loss) / Along(kept: true, loss, nodes[k]);
                        }

                        return ratios;
                    })
                    .ToArray()
            ),
        ];
    }

    /// <summary>The factor of a part where it is kept with probability t: 1 where two masks agree, the loss where they differ. Kept above zero, since it is divided by.</summary>
    private static double Along(bool kept, double loss, double t) =>
        Math.Max(1e-300, kept ? loss + t * (1 - loss) : 1 - t * (1 - loss));

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

    /// <summary>The sum over all masks of the square of the weight of one, or of its weight times that of its complement.</summary>
    private double WhiteVariance(bool isMirrored)
    {
        int s = Size;
        double sum = 0;
        double[] counts = Binomials.LogCounts(_n - s);
        for (int within = 0; within <= s; within++)
        {
            double outer = Math.Abs(Alternating(s, within));
            for (int t = 0; t <= _n - s; t++)
            {
                double weight = _ofMask[within][t + within];
                double other = isMirrored ? _ofMask[s - within][_n - t - within] : weight;
                if (weight != 0 && other != 0)
                {
                    sum +=
                        outer
                        * Math.Sign(weight)
                        * Math.Sign(other)
                        * Math.Exp(
                            counts[t] + Math.Log(Math.Abs(weight)) + Math.Log(Math.Abs(other))
                        );
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

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        DenseKernels.Dot(a, b);

    /// <summary>Variances of a strength from terms in the number of kept parts: alone, times a sign within the set, times one outside it, and of one mask.</summary>
    private readonly record struct SizeVariances(
        double OfSize,
        double Inside,
        double Outside,
        double White
    );

    /// <summary>Covariances of strengths with the values at some masks; the white part of the function is a part of it.</summary>
    internal sealed class Covariances
    {
        private readonly IndexFunctional _functional;
        private readonly Side _own;
        private readonly Side? _mirrored;

        internal Covariances(IndexFunctional functional, SizedRows rows)
        {
            _functional = functional;
            _own = new Side(functional, rows);
            bool isHalf = functional._symmetry == 0 && functional._kernel.MirroredShare != 0;
            _mirrored = isHalf ? new Side(functional, rows.Complements()) : null;
        }

        /// <summary>Of the strength of one set.</summary>
        /// <param name="set">The set.</param>
        /// <param name="covariances">Receives one number a mask.</param>
        public void Of(PartSet set, Span<double> covariances)
        {
            if (_functional.IsBlind)
            {
                covariances.Clear();
                return;
            }

            covariances.Clear();
            SizeKernel kernel = _functional._kernel;
            _own.Add(set, _mirrored is null ? 1 : kernel.Share, covariances);
            _mirrored?.Add(set, kernel.MirroredShare, covariances);
        }

        /// <summary>Covariances under k(x, y) of the whole function.</summary>
        private sealed class Side
        {
            private readonly IndexFunctional _f;
            private readonly SizedRows _rows;

            /// <summary>The product over all parts of the factor of each, for each mask and node, weights of nodes and the scale of the decay among them.</summary>
            private readonly double[][] _products;

            /// <summary>sum r_i x_i of each mask.</summary>
            private readonly double[] _weighted;

            public Side(IndexFunctional functional, SizedRows rows)
            {
                (_f, _rows) = (functional, rows);
                _products =
                [
                    .. functional._losses.Select(
                        (losses, e) => Products(losses, functional._kernel.Scales[e])
                    ),
                ];
                _weighted =
                [
                    .. Enumerable
                        .Range(0, rows.Count)
                        .Select(row => Dot(rows.Signs(row), functional._kernel.Relevances)),
                ];
            }

            public void Add(PartSet set, double share, Span<double> covariances)
            {
                ReadOnlySpan<int> parts = set.Parts;
                int nodes = _f._measure.Nodes.Length;
                SizeKernel kernel = _f._kernel;
                Span<double> factor = new double[nodes];
                for (int row = 0; row < _rows.Count; row++)
                {
                    ReadOnlySpan<double> signs = _rows.Signs(row);
                    double sum = 0;
                    for (int e = 0; e < _products.Length; e++)
                    {
                        ReadOnlySpan<double> products = _products[e].AsSpan(row * nodes, nodes);
                        if (parts.Length == 0)
                        {
                            sum += TensorPrimitives.Sum(products);
                            continue;
                        }

                        for (int i = 0; i < parts.Length - 1; i++)
                        {
                            TensorPrimitives.Multiply(products, Ratios(e, parts[i], signs), factor);
                            products = factor;
                        }

                        sum += DenseKernels.Dot(products, Ratios(e, parts[^1], signs));
                    }

                    if (parts.Length == 0)
                    {
                        sum += SizeKernel.Constant * _f._mass;
                    }
                    else if (parts.Length == 1)
                    {
                        sum -=
                            2
                            * kernel.Linear
                            * kernel.Relevances[parts[0]]
                            * signs[parts[0]]
                            * _f._mass;
                    }

                    int size = _rows.Sizes[row];
                    double among = 0;
                    int within = 0;
                    foreach (int part in parts)
                    {
                        among += kernel.Relevances[part] * signs[part];
                        within += signs[part] < 0 ? 1 : 0;
                    }

                    sum += kernel.Size * _f._sizeImage[size];
                    sum +=
                        kernel.SizeLinear
                        * (
                            among * _f._insideImage[size]
                            + (_weighted[row] - among) * _f._outsideImage[size]
                        );
                    sum += _f.White * _f._ofMask[within][size];
                    covariances[row] += share * sum;
                }

                ReadOnlySpan<double> Ratios(int e, int part, ReadOnlySpan<double> signs) =>
                    _f._ratios[e][part].AsSpan(signs[part] < 0 ? nodes : 0, nodes);
            }

            private double[] Products(double[] losses, double scale)
            {
                double[] nodes = _f._measure.Nodes;
                var products = new double[_rows.Count * nodes.Length];
                Parallel.For(
                    0,
                    _rows.Count,
                    row =>
                    {
                        ReadOnlySpan<double> signs = _rows.Signs(row);
                        for (int k = 0; k < nodes.Length; k++)
                        {
                            double product = scale * _f._measure.Weights[k];
                            for (int part = 0; part < signs.Length; part++)
                            {
                                product *= Along(signs[part] < 0, losses[part], nodes[k]);
                            }

                            products[row * nodes.Length + k] = product;
                        }
                    }
                );
                return products;
            }
        }
    }
}

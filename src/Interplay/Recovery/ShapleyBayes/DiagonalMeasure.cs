using Interplay.Interactions.Indices;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// An interaction index as an average along the diagonal: strength(S) = sum_k w_k d_S F(t_k), where F is the multilinear extension of the function,
/// d_S F(t) its derivative by the parts of S where every part is kept with probability t (Owen, 1972; Fujimoto, Kojadinovic and Marichal, 2006). An
/// index whose Moebius factors are v(s, u) is the one whose moments are sum_k w_k t_k^(u - s) = v(s, u).
/// </summary>
internal sealed class DiagonalMeasure
{
    /// <summary>More nodes are not needed: the integrands are smooth.</summary>
    private const int MostNodes = 40;

    private DiagonalMeasure(int size, double[] nodes, double[] weights)
    {
        Size = size;
        Nodes = nodes;
        Weights = weights;
    }

    /// <summary>|S|.</summary>
    public int Size { get; }

    /// <summary>t_k.</summary>
    public double[] Nodes { get; }

    /// <summary>w_k.</summary>
    public double[] Weights { get; }

    /// <summary>Whether sets of every size up to an order can be read so under an index.</summary>
    public static bool Covers(InteractionIndex index, int order) =>
        index switch
        {
            InteractionIndex.SV
            or InteractionIndex.SII
            or InteractionIndex.STII
            or InteractionIndex.FSII
            or InteractionIndex.CHII
            or InteractionIndex.Moebius
            or InteractionIndex.CoMoebius
            or InteractionIndex.BII
            or InteractionIndex.BV => true,
            InteractionIndex.KSII => order <= 2,
            _ => false,
        };

    /// <summary>The measure of sets of <paramref name="size"/> among <paramref name="partCount"/> parts.</summary>
    public static DiagonalMeasure Of(InteractionIndex index, int order, int size, int partCount)
    {
        switch (index)
        {
            case InteractionIndex.Moebius:
            case InteractionIndex.STII when size < order:
                return new DiagonalMeasure(size, [0], [1]);
            case InteractionIndex.CoMoebius:
                return new DiagonalMeasure(size, [1], [1]);
            case InteractionIndex.BV:
            case InteractionIndex.BII:
                return new DiagonalMeasure(size, [0.5], [1]);
        }

        double[] density = Density(index, order, size);
        // Gauss-Legendre of k nodes is exact to degree 2k - 1; d_S F has degree n - s.
        int degree = partCount - size + density.Length - 1;
        int count = Math.Min(MostNodes, degree / 2 + 1);
        var nodes = new List<double>();
        var weights = new List<double>();
        foreach ((double t, double weight) in GaussLegendre(count))
        {
            nodes.Add(t);
            weights.Add(weight * Evaluate(density, t));
        }

        if (index == InteractionIndex.KSII && order == 2 && size == 1)
        {
            // k-SII(i) = SII(i) - half the sum of SII(i, j), and that sum is the derivative of d_i F along the diagonal: its values at the ends.
            nodes.AddRange([0, 1]);
            weights.AddRange([0.5, -0.5]);
        }

        return new DiagonalMeasure(size, [.. nodes], [.. weights]);
    }

    /// <summary>
    /// What the strengths of a function f(not m) are in those of f(m): 1 the same, -1 their negatives, 0 neither. Where parts are kept with the
    /// probability 1 - t instead of t, the derivative by s parts has (-1)^s times its value.
    /// </summary>
    public int Symmetry
    {
        get
        {
            int sign = (Size & 1) == 0 ? 1 : -1;
            return Mirrors(1) ? sign
                : Mirrors(-1) ? -sign
                : 0;

            bool Mirrors(int parity) =>
                Nodes
                    .Select(
                        (t, k) =>
                            Nodes
                                .Select((u, l) => (Off: Math.Abs(1 - t - u), Weight: Weights[l]))
                                .Any(other =>
                                    other.Off < 1e-9
                                    && Math.Abs(other.Weight - parity * Weights[k])
                                        < 1e-9 * Math.Abs(Weights[k])
                                )
                    )
                    .All(static isMirrored => isMirrored);
        }
    }

    /// <summary>Share of the index at each number of kept parts, 0 to all, by the sizes of the weights of masks.</summary>
    public double[] SizeShares(int partCount)
    {
        var shares = new double[partCount + 1];
        double mass = Weights.Sum(Math.Abs);
        for (int k = 0; k < Nodes.Length; k++)
        {
            double[] rest = Binomials.Probabilities(partCount - Size, Nodes[k]);
            for (int t = 0; t < rest.Length; t++)
            {
                // The parts of the set itself are kept in all ways.
                double[] own = Binomials.Probabilities(Size, 0.5);
                for (int within = 0; within <= Size; within++)
                {
                    shares[t + within] += Math.Abs(Weights[k]) * rest[t] * own[within] / mass;
                }
            }
        }

        return shares;
    }

    /// <summary>Coefficients of the density, a polynomial in t, lowest degree first.</summary>
    private static double[] Density(InteractionIndex index, int order, int size)
    {
        switch (index)
        {
            case InteractionIndex.CHII:
                // s t^(s - 1)
                var power = new double[size];
                power[^1] = size;
                return power;
            case InteractionIndex.STII:
                // k (1 - t)^(k - 1)
                return
                [
                    .. Enumerable
                        .Range(0, order)
                        .Select(i => order * Choose(order - 1, i) * ((i & 1) == 0 ? 1 : -1)),
                ];
            case InteractionIndex.FSII:
                return Faithful(order, size);
            default:
                return [1];
        }
    }

    /// <summary>
    /// FSII: v(s, u) is a proper fraction in u with the poles 0, -1, .. -(L - 1) (Tsai, Yeh and Ravikumar, 2023, Theorem 19); its part A_k / (u + k)
    /// is the moment of A_k t^(s + k - 1).
    /// </summary>
    private static double[] Faithful(int order, int size)
    {
        double scale = (((order - size) & 1) == 0 ? 1.0 : -1.0) * size / (order + size);
        scale *= Choose(order, size);
        for (int i = order + 1; i <= order + size; i++)
        {
            scale *= i;
        }

        var density = new double[size + order - 1];
        for (int pole = 0; pole < order; pole++)
        {
            double residue = scale;
            for (int m = size + 1; m <= order; m++)
            {
                residue *= -pole - m;
            }

            for (int other = 0; other < order; other++)
            {
                residue /= other == pole ? 1 : other - pole;
            }

            density[size + pole - 1] += residue;
        }

        return density;
    }

    private static double Evaluate(double[] coefficients, double t)
    {
        double value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
        {
            value = value * t + coefficients[i];
        }

        return value;
    }

    private static double Choose(int n, int k)
    {
        double value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }

        return Math.Round(value);
    }

    /// <summary>Nodes and weights on [0, 1], by Newton's method on the Legendre polynomial.</summary>
    private static IEnumerable<(double T, double Weight)> GaussLegendre(int count)
    {
        for (int i = 0; i < count; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            double slope = 0;
            for (int step = 0; step < 100; step++)
            {
                double before = 0;
                double value = 1;
                for (int k = 1; k <= count; k++)
                {
                    (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k);
                }

                slope = count * (x * value - before) / (x * x - 1);
                double move = value / slope;
                x -= move;
                if (Math.Abs(move) < 1e-15)
                {
                    break;
                }
            }

            yield return ((1 - x) / 2, 1 / ((1 - x * x) * slope * slope));
        }
    }
}

using System.Numerics;

namespace Interplay.Interactions.Indices;

/// <summary>
/// The factors w(s, u) of strength(S) = sum over U >= S of w(|S|, |U|) F(U), one table an index and order, filled as sets of new sizes turn up.
/// Where the source gives a factor v(s, t) for Moebius coefficients instead, w(s, u) = sum over t of C(u-s, t-s) (-2)^t v(s, t). That sum
/// alternates and loses every digit of a double at u = 30, so it is done in exact fractions and rounded once.
/// </summary>
internal sealed class IndexWeights(InteractionIndex index, int order)
{
    private readonly Dictionary<(int Size, int SetSize), double> _weights = [];

    /// <summary>w(s, u).</summary>
    /// <param name="size">|S|, at most the order of the index.</param>
    /// <param name="setSize">|U|, at least |S|.</param>
    public double this[int size, int setSize]
    {
        get
        {
            if (!_weights.TryGetValue((size, setSize), out double weight))
            {
                weight = Weight(size, setSize);
                _weights.Add((size, setSize), weight);
            }

            return weight;
        }
    }

    /// <summary>The order that is meant when <paramref name="order"/> is asked for; null asks for the usual one.</summary>
    public static int OrderOf(InteractionIndex index, int? order, int spectrumOrder)
    {
        bool isValue = index is InteractionIndex.SV or InteractionIndex.BV;
        if (order is < 1 || (isValue && order is > 1))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "order-out-of-range",
                $"{index.ToName()} has {(isValue ? "order 1" : "an order of at least 1")}; found {order}."
            );
        }

        return order
            ?? index switch
            {
                InteractionIndex.SV or InteractionIndex.BV => 1,
                InteractionIndex.Fourier
                or InteractionIndex.BII
                or InteractionIndex.Moebius
                or InteractionIndex.CoMoebius => Math.Max(1, spectrumOrder),
                _ => 2,
            };
    }

    private double Weight(int s, int u) =>
        index switch
        {
            InteractionIndex.Fourier => s == u ? 1 : 0,
            InteractionIndex.BV or InteractionIndex.BII => s == u ? PowerOfMinus2(s) : 0,
            InteractionIndex.SII => ShapleyInteraction(s, u),
            InteractionIndex.FBII => u <= order ? PowerOfMinus2(s) : 0,
            InteractionIndex.Moebius => PowerOfMinus2(s),
            // All others put f(empty), the sum of all coefficients, on the empty set.
            _ when s == 0 => 1,
            InteractionIndex.SV => ShapleyInteraction(s, u),
            InteractionIndex.CoMoebius => Math.ScaleB((u & 1) == 0 ? 1 : -1, s),
            InteractionIndex.KSII => AggregatedShapley(s, u).ToDouble(),
            InteractionIndex.STII when s < order => PowerOfMinus2(s),
            _ => FromMoebius(s, u).ToDouble(),
        };

    private static double PowerOfMinus2(int s) => Math.ScaleB((s & 1) == 0 ? 1 : -1, s);

    /// <summary>SII: (-2)^s / (u - s + 1) for even u - s, else 0.</summary>
    private static double ShapleyInteraction(int s, int u) =>
        ((u - s) & 1) == 0 ? PowerOfMinus2(s) / (u - s + 1) : 0;

    /// <summary>k-SII(S) = sum over R disjoint from S with |S| + |R| up to L of B_|R| SII(S + R), B the Bernoulli numbers with B_1 = -1/2 (Bord and von Luxburg, 2023).</summary>
    private Fraction AggregatedShapley(int s, int u)
    {
        Fraction sum = Fraction.Zero;
        for (int r = 0; r <= Math.Min(order, u) - s; r++)
        {
            if (((u - s - r) & 1) == 0)
            {
                var interaction = new Fraction(BigInteger.Pow(-2, s + r), u - s - r + 1);
                sum += Fraction.Bernoulli(r) * interaction * Fraction.Binomial(u - s, r);
            }
        }

        return sum;
    }

    private Fraction FromMoebius(int s, int u)
    {
        Fraction sum = Fraction.Zero;
        // C(u-s, t-s) (-2)^t, from one t to the next.
        BigInteger factor = BigInteger.Pow(-2, s);
        for (int t = s; t <= u; t++)
        {
            sum += MoebiusWeight(s, t) * new Fraction(factor, 1);
            factor = factor * (u - t) / (t - s + 1) * -2;
        }

        return sum;
    }

    /// <summary>v(s, t): the factor of a(T) in strength(S).</summary>
    private Fraction MoebiusWeight(int s, int t) =>
        index switch
        {
            InteractionIndex.CHII => new Fraction(s, t),
            InteractionIndex.STII => new Fraction(1, Fraction.Choose(t, order)),
            InteractionIndex.FSII when t <= order => s == t ? new Fraction(1, 1) : Fraction.Zero,
            InteractionIndex.FSII => new Fraction(
                (((order - s) & 1) == 0 ? s : -s)
                    * Fraction.Choose(order, s)
                    * Fraction.Choose(t - 1, order),
                (order + s) * Fraction.Choose(t + order - 1, order + s)
            ),
            _ => throw new InvalidOperationException($"{index} is not defined by Moebius factors."),
        };
}

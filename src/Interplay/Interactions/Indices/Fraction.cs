using System.Numerics;

namespace Interplay.Interactions.Indices;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
internal readonly struct Fraction
{
    private readonly BigInteger _above;
    private readonly BigInteger _below;

    public Fraction(BigInteger above, BigInteger below)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(above, below) * below.Sign;
        _above = above / divisor;
        _below = below / divisor;
    }

    public static Fraction Zero => new(0, 1);

    public static Fraction operator +(Fraction a, Fraction b) =>
        new(a._above * b._below + b._above * a._below, a._below * b._below);

    public static Fraction operator *(Fraction a, Fraction b) =>
        new(a._above * b._above, a._below * b._below);

    /// <summary>C(n, k) as a fraction.</summary>
    public static Fraction Binomial(int n, int k) => new(Choose(n, k), 1);

    /// <summary>C(n, k).</summary>
    public static BigInteger Choose(int n, int k)
    {
        BigInteger value = k > n ? 0 : 1;
        for (int i = 1; i <= k && k <= n; i++)
        {
            value = value * (n - k + i) / i;
        }

        return value;
    }

    /// <summary>The Bernoulli number B_n with B_1 = -1/2: sum over k of C(n+1, k) B_k = 0.</summary>
    public static Fraction Bernoulli(int n)
    {
        var numbers = new Fraction[n + 1];
        numbers[0] = new Fraction(1, 1);
        for (int m = 1; m <= n; m++)
        {
            Fraction sum = Zero;
            for (int k = 0; k < m; k++)
            {
                sum += Binomial(m + 1, k) * numbers[k];
            }

            numbers[m] = new Fraction(-1, m + 1) * sum;
        }

        return numbers[n];
    }

    /// <summary>The nearest double, to within one unit in the last place.</summary>
    public double ToDouble()
    {
        if (_above.IsZero)
        {
            return 0;
        }

        // Keep 64 more bits in the quotient than the integer part has, so that neither side overflows a double first.
        int shift = (int)(_below.GetBitLength() - BigInteger.Abs(_above).GetBitLength()) + 64;
        BigInteger scaled = shift >= 0 ? _above << shift : _above >> -shift;
        return Math.ScaleB((double)(scaled / _below), -shift);
    }
}

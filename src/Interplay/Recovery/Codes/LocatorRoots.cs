namespace Interplay.Recovery.Codes;

/// <summary>
/// The roots of error locators among the positions of a shortened code. Polynomials that do not split over the field are refused before the search
/// (Chien, 1964), the last two roots come from a table. Holds scratch: one instance a thread.
/// </summary>
internal sealed class LocatorRoots(BchCode code)
{
    private readonly BchCode _code = code;
    private readonly GaloisField _field = code.Field;
    private readonly int[] _power = new int[code.Tolerance + 1];
    private readonly int[] _square = new int[code.Tolerance + 1];
    private readonly int[] _reductions = new int[(code.Tolerance + 1) * (code.Tolerance + 1)];

    /// <summary>Finds the exponents of all roots of x^L + c_1 x^(L-1) + ... + c_L; false when they are not L distinct positions.</summary>
    /// <param name="coefficients">c_1, ..., c_L; overwritten.</param>
    /// <param name="exponents">Room for L exponents.</param>
    public bool Find(Span<int> coefficients, Span<int> exponents)
    {
        int degree = coefficients.Length;
        return coefficients[degree - 1] != 0
            && (degree <= 2 || Splits(coefficients))
            && Roots(coefficients, exponents);
    }

    /// <summary>Whether the polynomial has as many distinct roots in the field as its degree: x^(2^m) = x modulo the polynomial.</summary>
    private bool Splits(ReadOnlySpan<int> c)
    {
        int degree = c.Length;
        FillReductions(c);
        Span<int> power = _power.AsSpan(0, degree);
        power.Clear();
        power[1] = 1;
        Span<int> square = _square.AsSpan(0, degree);
        for (int bit = 0; bit < _field.Bits; bit++)
        {
            square.Clear();
            for (int i = 0; i < degree; i++)
            {
                int term = _field.Square(power[i]);
                if (2 * i < degree)
                {
                    square[2 * i] ^= term;
                }
                else if (term != 0)
                {
                    ReadOnlySpan<int> reduction = _reductions.AsSpan(
                        2 * i * degree - degree * degree,
                        degree
                    );
                    for (int j = 0; j < degree; j++)
                    {
                        square[j] ^= _field.Multiply(term, reduction[j]);
                    }
                }
            }

            square.CopyTo(power);
        }

        power[1] ^= 1;
        return !power.ContainsAnyExcept(0);
    }

    /// <summary>x^L, x^(L+1), ..., x^(2L-2) modulo the polynomial, lowest power first.</summary>
    private void FillReductions(ReadOnlySpan<int> c)
    {
        int degree = c.Length;
        for (int i = 0; i < degree; i++)
        {
            _reductions[i] = c[degree - 1 - i];
        }

        for (int row = 1; row < degree - 1; row++)
        {
            ReadOnlySpan<int> last = _reductions.AsSpan((row - 1) * degree, degree);
            Span<int> next = _reductions.AsSpan(row * degree, degree);
            int top = last[degree - 1];
            for (int i = 0; i < degree; i++)
            {
                next[i] = _field.Multiply(top, _reductions[i]) ^ (i == 0 ? 0 : last[i - 1]);
            }
        }
    }

    /// <summary>Searches the positions of the shortened code in order, dividing each root out; the last two come from a table.</summary>
    private bool Roots(Span<int> c, Span<int> exponents)
    {
        int degree = c.Length;
        for (int exponent = 0; degree > 2; exponent++)
        {
            if (exponent == _code.Length)
            {
                return false;
            }

            int x = _field.Power(exponent);
            int value = 1;
            for (int i = 0; i < degree; i++)
            {
                value = _field.Multiply(value, x) ^ c[i];
            }

            if (value == 0)
            {
                int carry = 1;
                for (int i = 0; i < degree - 1; i++)
                {
                    carry = _field.Multiply(carry, x) ^ c[i];
                    c[i] = carry;
                }

                exponents[--degree] = exponent;
            }
        }

        return degree == 1 ? Place(c[0], exponents, 0) : LastTwo(c[0], c[1], exponents);
    }

    /// <summary>Roots of x^2 + a x + b: x = a y with y^2 + y = b / a^2.</summary>
    private bool LastTwo(int a, int b, Span<int> exponents)
    {
        if (a == 0 || b == 0)
        {
            return false;
        }

        int y = _field.SolveQuadratic(_field.Divide(b, _field.Square(a)));
        return y >= 0
            && Place(_field.Multiply(a, y), exponents, 0)
            && Place(_field.Multiply(a, y ^ 1), exponents, 1);
    }

    private bool Place(int root, Span<int> exponents, int slot)
    {
        exponents[slot] = root == 0 ? _code.Length : _field.Logarithm(root);
        return exponents[slot] < _code.Length;
    }
}

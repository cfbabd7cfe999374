namespace Interplay.Recovery.Codes;

/// <summary>
/// Bounded-distance decoding of a <see cref="BchCode"/> from syndromes: Berlekamp-Massey for the error locator (Massey, 1969), then its roots
/// (Chien, 1964). Locators that do not split over the field are refused before the search for roots. Holds scratch: one instance a thread.
/// </summary>
internal sealed class BchDecoder
{
    private readonly BchCode _code;
    private readonly GaloisField _field;
    private readonly int _tolerance;
    private readonly int[] _syndromes;
    private readonly int[] _locator;
    private readonly int[] _previous;
    private readonly int[] _saved;
    private readonly int[] _power;
    private readonly int[] _reductions;

    public BchDecoder(BchCode code)
    {
        _code = code;
        _field = code.Field;
        _tolerance = code.Tolerance;
        _syndromes = new int[2 * _tolerance];
        _locator = new int[2 * _tolerance + 2];
        _previous = new int[2 * _tolerance + 2];
        _saved = new int[2 * _tolerance + 2];
        _power = new int[_tolerance + 1];
        _reductions = new int[(_tolerance + 1) * (_tolerance + 1)];
    }

    /// <summary>
    /// The powers of x that hold errors. Returns their number, or -1 when no pattern of at most t errors inside the shortened length fits.
    /// </summary>
    /// <param name="oddSyndromes">S_1, S_3, ..., S_2t-1 of the received word.</param>
    /// <param name="exponents">Room for t exponents.</param>
    public int Locate(ReadOnlySpan<ushort> oddSyndromes, Span<int> exponents)
    {
        int degree = BerlekampMassey(oddSyndromes);
        if (degree <= 0)
        {
            return degree;
        }

        // The reciprocal of the locator has the error locations themselves as roots: x^L + c_1 x^(L-1) + ... + c_L.
        Span<int> coefficients = _locator.AsSpan(1, degree);
        if (coefficients[degree - 1] == 0 || (degree > 2 && !Splits(coefficients)))
        {
            return -1;
        }

        return Roots(coefficients, exponents) ? degree : -1;
    }

    /// <summary>Leaves the locator in <see cref="_locator"/> and returns its degree, 0 without errors, -1 when it exceeds t.</summary>
    private int BerlekampMassey(ReadOnlySpan<ushort> oddSyndromes)
    {
        int t = _tolerance;
        int any = 0;
        for (int i = 0; i < t; i++)
        {
            any |= oddSyndromes[i];
            _syndromes[2 * i] = oddSyndromes[i];
        }

        if (any == 0)
        {
            return 0;
        }

        for (int i = 1; i <= t; i++)
        {
            // S_2i = S_i^2 over characteristic two.
            _syndromes[2 * i - 1] = _field.Square(_syndromes[i - 1]);
        }

        Array.Clear(_locator);
        Array.Clear(_previous);
        _locator[0] = 1;
        _previous[0] = 1;
        int degree = 0;
        int shift = 1;
        int scale = 1;
        // Discrepancies of even steps vanish for binary codes.
        for (int step = 0; step < 2 * t; step += 2, shift += 2)
        {
            int discrepancy = _syndromes[step];
            for (int i = 1; i <= degree; i++)
            {
                discrepancy ^= _field.Multiply(_locator[i], _syndromes[step - i]);
            }

            if (discrepancy == 0)
            {
                continue;
            }

            bool grows = 2 * degree <= step;
            if (grows)
            {
                _locator.CopyTo(_saved, 0);
            }

            int factor = _field.Divide(discrepancy, scale);
            for (int i = 0; i + shift < _locator.Length; i++)
            {
                _locator[i + shift] ^= _field.Multiply(factor, _previous[i]);
            }

            if (grows)
            {
                degree = step + 1 - degree;
                _saved.CopyTo(_previous, 0);
                scale = discrepancy;
                shift = 0;
            }
        }

        return degree > t ? -1 : degree;
    }

    /// <summary>Whether the polynomial has as many distinct roots in the field as its degree: x^(2^m) = x modulo the polynomial.</summary>
    private bool Splits(ReadOnlySpan<int> c)
    {
        int degree = c.Length;
        FillReductions(c);
        Span<int> power = _power.AsSpan(0, degree);
        power.Clear();
        power[1] = 1;
        Span<int> square = stackalloc int[degree];
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

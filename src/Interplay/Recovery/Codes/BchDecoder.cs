namespace Interplay.Recovery.Codes;

/// <summary>
/// Bounded-distance decoding of a <see cref="BchCode"/> from syndromes: Berlekamp-Massey for the error locator (Massey, 1969), then its roots
/// (Chien, 1964). Locators that do not split over the field are refused before the search for roots. Holds scratch: one instance a thread.
/// </summary>
internal sealed class BchDecoder
{
    private readonly GaloisField _field;
    private readonly int _tolerance;
    private readonly int[] _syndromes;
    private readonly int[] _locator;
    private readonly int[] _previous;
    private readonly int[] _saved;
    private readonly LocatorRoots _roots;

    public BchDecoder(BchCode code)
    {
        _field = code.Field;
        _tolerance = code.Tolerance;
        _syndromes = new int[2 * _tolerance];
        _locator = new int[2 * _tolerance + 2];
        _previous = new int[2 * _tolerance + 2];
        _saved = new int[2 * _tolerance + 2];
        _roots = new LocatorRoots(code);
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
        return _roots.Find(_locator.AsSpan(1, degree), exponents) ? degree : -1;
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
}

namespace Interplay.Recovery.Codes;

/// <summary>
/// Soft decoding of the sign pattern of one Fourier term: Chase's second algorithm (Chase, 1972). The numbers are F (-1)^(parity bit) plus noise,
/// the first one at the zero delay, where the bit is known to be 0. All patterns over the least reliable signs are inverted in Gray order, and
/// every word that a <see cref="BchDecoder"/> accepts is reported. The message bits themselves are received as zeros, so that a set of order r costs
/// r of the t errors. Holds scratch: one instance a thread.
/// </summary>
internal sealed class ChaseDecoder
{
    private readonly BchCode _code;
    private readonly BchDecoder _decoder;
    private readonly ushort[] _allOnes;
    private readonly ushort[] _received;
    private readonly int[] _exponents;
    private readonly int[] _message;
    private readonly int[] _order;
    private readonly double[] _reliabilities;

    public ChaseDecoder(BchCode code)
    {
        _code = code;
        _decoder = new BchDecoder(code);
        _received = new ushort[code.Tolerance];
        _allOnes = new ushort[code.Tolerance];
        _exponents = new int[code.Tolerance];
        _message = new int[code.Tolerance];
        _order = new int[code.ParityLength + 1];
        _reliabilities = new double[code.ParityLength + 1];
        for (int q = 0; q < code.ParityLength; q++)
        {
            Toggle(_allOnes, _code.SyndromesOf(code.ExponentOfParity(q)));
        }
    }

    /// <summary>Receives the ascending message bits of an accepted word.</summary>
    public delegate void Visitor(ReadOnlySpan<int> message);

    /// <summary>Decodes one vector of p + 1 numbers.</summary>
    /// <param name="values">The value at the zero delay, then one at each parity delay.</param>
    /// <param name="inversions">How many of the least reliable signs are tried both ways; 0 is hard decoding.</param>
    /// <param name="visit">Called for each accepted non-empty word; the same word may come again.</param>
    public void Decode(ReadOnlySpan<double> values, int inversions, Visitor visit)
    {
        int length = _code.ParityLength + 1;
        inversions = Math.Min(inversions, length);
        Array.Clear(_received);
        for (int i = 0; i < length; i++)
        {
            _order[i] = i;
            _reliabilities[i] = Math.Abs(values[i]);
            if (i > 0 && values[i] < 0 != values[0] < 0)
            {
                Toggle(_received, SyndromesAt(i));
            }
        }

        if (inversions > 0)
        {
            Array.Sort(_reliabilities, _order);
        }

        Report(visit);
        for (int step = 1; step < 1 << inversions; step++)
        {
            Toggle(_received, SyndromesAt(_order[int.TrailingZeroCount(step)]));
            Report(visit);
        }
    }

    /// <summary>Inverting the sign at the zero delay inverts all the others relative to it.</summary>
    private ReadOnlySpan<ushort> SyndromesAt(int delay) =>
        delay == 0 ? _allOnes : _code.SyndromesOf(_code.ExponentOfParity(delay - 1));

    private static void Toggle(ushort[] syndromes, ReadOnlySpan<ushort> position)
    {
        for (int i = 0; i < position.Length; i++)
        {
            syndromes[i] ^= position[i];
        }
    }

    private void Report(Visitor visit)
    {
        int errors = _decoder.Locate(_received, _exponents);
        int order = 0;
        for (int i = 0; i < errors; i++)
        {
            if (_exponents[i] >= _code.ParityLength)
            {
                _message[order++] = _code.Length - 1 - _exponents[i];
            }
        }

        if (order > 0)
        {
            Span<int> message = _message.AsSpan(0, order);
            message.Sort();
            visit(message);
        }
    }
}

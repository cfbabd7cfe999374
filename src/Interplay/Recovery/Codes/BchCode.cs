using Interplay.Masks;

namespace Interplay.Recovery.Codes;

/// <summary>
/// A narrow-sense binary BCH code of length 2^m - 1 and designed distance 2t + 1, systematic, shortened to a given number of message bits
/// (Lin and Costello, chapter 6; SPEX, arXiv 2502.13870, section 4). The parity of a message k is the product k P over GF(2).
/// </summary>
internal sealed class BchCode
{
    private readonly byte[] _generator;
    private readonly ulong[] _parity;
    private readonly ushort[] _syndromes;

    private BchCode(GaloisField field, int tolerance, int messageLength, byte[] generator)
    {
        Field = field;
        Tolerance = tolerance;
        MessageLength = messageLength;
        _generator = generator;
        ParityLength = generator.Length - 1;
        ParityWords = Mask.WordCount(ParityLength);
        _parity = ParityRows();
        _syndromes = PositionSyndromes();
    }

    public GaloisField Field { get; }

    /// <summary>t: errors that are always corrected.</summary>
    public int Tolerance { get; }

    /// <summary>Message bits after shortening.</summary>
    public int MessageLength { get; }

    /// <summary>Parity bits, at most t m.</summary>
    public int ParityLength { get; }

    /// <summary>Length of the shortened code.</summary>
    public int Length => MessageLength + ParityLength;

    /// <summary>64-bit words that hold the parity of one message.</summary>
    public int ParityWords { get; }

    /// <summary>Coefficients of the generator polynomial, lowest power first.</summary>
    public ReadOnlySpan<byte> Generator => _generator;

    /// <summary>Row of P: the packed parity bits of the message that holds only <paramref name="messageBit"/>.</summary>
    public ReadOnlySpan<ulong> Parity(int messageBit) =>
        _parity.AsSpan(messageBit * ParityWords, ParityWords);

    /// <summary>The shortest code of tolerance <paramref name="tolerance"/> whose dimension is at least <paramref name="messageLength"/>.</summary>
    /// <exception cref="InterplayException"><c>code-too-long</c>: no code over GF(2^16) or smaller is long enough.</exception>
    public static BchCode For(int messageLength, int tolerance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(messageLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        for (int bits = GaloisField.MinBits; bits <= GaloisField.MaxBits; bits++)
        {
            int order = (1 << bits) - 1;
            if (2 * tolerance >= order || order < messageLength)
            {
                continue;
            }

            var field = new GaloisField(bits);
            byte[] generator = GeneratorOf(field, tolerance);
            if (order - (generator.Length - 1) >= messageLength)
            {
                return new BchCode(field, tolerance, messageLength, generator);
            }
        }

        throw new InterplayException(
            ErrorKind.Request,
            "code-too-long",
            $"{messageLength} parts at order {tolerance} need a code longer than 2^{GaloisField.MaxBits} - 1; fewer parts or a lower order would fit."
        );
    }

    /// <summary>Adds the parity of a message, given by the positions of its ones, to <paramref name="parity"/>.</summary>
    public void AddParity(ReadOnlySpan<int> message, Span<ulong> parity)
    {
        foreach (int bit in message)
        {
            ReadOnlySpan<ulong> row = Parity(bit);
            for (int word = 0; word < row.Length; word++)
            {
                parity[word] ^= row[word];
            }
        }
    }

    /// <summary>The power of x that carries a message bit: message first, highest power first.</summary>
    public int ExponentOfMessage(int bit) => Length - 1 - bit;

    /// <summary>The power of x that carries a parity bit.</summary>
    public int ExponentOfParity(int bit) => ParityLength - 1 - bit;

    /// <summary>Odd syndromes S_1, S_3, ..., S_2t-1 of a word with a single one, at the power <paramref name="exponent"/>.</summary>
    public ReadOnlySpan<ushort> SyndromesOf(int exponent) =>
        _syndromes.AsSpan(exponent * Tolerance, Tolerance);

    private ushort[] PositionSyndromes()
    {
        var table = new ushort[Length * Tolerance];
        for (int exponent = 0; exponent < Length; exponent++)
        {
            for (int odd = 0; odd < Tolerance; odd++)
            {
                long power = (long)exponent * (2 * odd + 1) % Field.Order;
                table[exponent * Tolerance + odd] = (ushort)Field.Power((int)power);
            }
        }

        return table;
    }

    /// <summary>The product of the distinct minimal polynomials of alpha, alpha^2, ..., alpha^2t.</summary>
    private static byte[] GeneratorOf(GaloisField field, int tolerance)
    {
        var seen = new bool[field.Order];
        int[] product = [1];
        for (int first = 1; first <= 2 * tolerance; first++)
        {
            for (int e = first; !seen[e]; e = e * 2 % field.Order)
            {
                seen[e] = true;
                product = TimesLinear(field, product, field.Power(e));
            }
        }

        return Array.ConvertAll(product, coefficient => (byte)coefficient);
    }

    /// <summary>polynomial * (x + root), lowest power first.</summary>
    private static int[] TimesLinear(GaloisField field, int[] polynomial, int root)
    {
        var product = new int[polynomial.Length + 1];
        for (int i = 0; i < polynomial.Length; i++)
        {
            product[i] ^= field.Multiply(polynomial[i], root);
            product[i + 1] ^= polynomial[i];
        }

        return product;
    }

    /// <summary>x^(p + n - 1 - i) mod g for each message bit i, highest power as parity bit 0.</summary>
    private ulong[] ParityRows()
    {
        int p = ParityLength;
        var rows = new ulong[MessageLength * ParityWords];
        byte[] remainder = _generator[..p];
        for (int bit = MessageLength - 1; bit >= 0; bit--)
        {
            for (int q = 0; q < p; q++)
            {
                rows[bit * ParityWords + (q >> 6)] |= (ulong)remainder[p - 1 - q] << (q & 63);
            }

            byte top = remainder[p - 1];
            Array.Copy(remainder, 0, remainder, 1, p - 1);
            remainder[0] = 0;
            for (int i = 0; i < p && top != 0; i++)
            {
                remainder[i] ^= _generator[i];
            }
        }

        return rows;
    }
}

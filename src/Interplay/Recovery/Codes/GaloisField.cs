namespace Interplay.Recovery.Codes;

/// <summary>
/// The field GF(2^m), 2 &lt;= m &lt;= 16, by logarithm tables over a primitive polynomial (Lin and Costello, Error Control Coding, 2.7 and appendix A).
/// Elements are the bits of polynomials in the primitive element alpha; addition is exclusive or.
/// </summary>
internal sealed class GaloisField
{
    public const int MinBits = 2;
    public const int MaxBits = 16;

    /// <summary>Primitive polynomials of degree 2 to 16, highest power in the highest bit: those of Lin and Costello, table 2.7.</summary>
    private static ReadOnlySpan<int> Primitives =>
        [
            0x7,
            0xB,
            0x13,
            0x25,
            0x43,
            0x89,
            0x11D,
            0x211,
            0x409,
            0x805,
            0x1053,
            0x201B,
            0x4443,
            0x8003,
            0x1100B,
        ];

    private readonly ushort[] _powers;
    private readonly ushort[] _logarithms;
    private readonly ushort[] _halves;

    public GaloisField(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, MinBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, MaxBits);
        Bits = bits;
        Order = (1 << bits) - 1;
        _powers = new ushort[2 * Order];
        _logarithms = new ushort[Order + 1];
        int element = 1;
        for (int exponent = 0; exponent < Order; exponent++)
        {
            _powers[exponent] = (ushort)element;
            _powers[exponent + Order] = (ushort)element;
            _logarithms[element] = (ushort)exponent;
            element <<= 1;
            if (element > Order)
            {
                element ^= Primitives[bits - MinBits];
            }
        }

        _halves = new ushort[Order + 1];
        for (int y = 2; y <= Order; y++)
        {
            _halves[y ^ Square(y)] = (ushort)y;
        }
    }

    /// <summary>m.</summary>
    public int Bits { get; }

    /// <summary>Order of the multiplicative group, 2^m - 1.</summary>
    public int Order { get; }

    /// <summary>alpha^exponent for an exponent of at least 0.</summary>
    public int Power(int exponent) => _powers[exponent % Order];

    /// <summary>The exponent of a non-zero element.</summary>
    public int Logarithm(int element) => _logarithms[element];

    public int Multiply(int a, int b) =>
        a == 0 || b == 0 ? 0 : _powers[_logarithms[a] + _logarithms[b]];

    public int Square(int a) => a == 0 ? 0 : _powers[2 * _logarithms[a]];

    /// <summary>a / b for a non-zero b.</summary>
    public int Divide(int a, int b) =>
        a == 0 ? 0 : _powers[_logarithms[a] + Order - _logarithms[b]];

    /// <summary>A solution y of y^2 + y = c, the other being y + 1; -1 when there is none in the field.</summary>
    public int SolveQuadratic(int c) =>
        c == 0 ? 0
        : _halves[c] == 0 ? -1
        : _halves[c];
}

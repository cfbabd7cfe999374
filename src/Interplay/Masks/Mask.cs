using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Interplay.Masks;

/// <summary>The parts that are kept in one ablation: bit <c>i</c> is 1 when part <c>i</c> is kept. Immutable.</summary>
public readonly struct Mask : IEquatable<Mask>
{
    private readonly ulong[]? _words;

    private Mask(ulong[] words, int partCount)
    {
        _words = words;
        PartCount = partCount;
    }

    /// <summary>Number of parts, kept or not.</summary>
    public int PartCount { get; }

    /// <summary>Packed bits, part 0 in the lowest bit of the first word; bits past <see cref="PartCount"/> are zero.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Number of kept parts.</summary>
    public int KeptCount
    {
        get
        {
            int kept = 0;
            foreach (ulong word in Words)
            {
                kept += BitOperations.PopCount(word);
            }

            return kept;
        }
    }

    /// <summary>Whether <paramref name="part"/> is kept.</summary>
    public bool this[int part]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, PartCount);
            return (_words![part >> 6] >> (part & 63) & 1) != 0;
        }
    }

    /// <summary>The mask that keeps every part.</summary>
    public static Mask Full(int partCount)
    {
        var words = new ulong[WordCount(partCount)];
        Array.Fill(words, ulong.MaxValue);
        ClearTail(words, partCount);
        return new Mask(words, partCount);
    }

    /// <summary>The mask that keeps no part.</summary>
    public static Mask Empty(int partCount) => new(new ulong[WordCount(partCount)], partCount);

    /// <summary>The mask that keeps exactly <paramref name="parts"/>.</summary>
    public static Mask Keeping(int partCount, params ReadOnlySpan<int> parts)
    {
        var words = new ulong[WordCount(partCount)];
        foreach (int part in parts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part, nameof(parts));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, partCount, nameof(parts));
            words[part >> 6] |= 1UL << (part & 63);
        }

        return new Mask(words, partCount);
    }

    /// <summary>A mask from packed words; bits past <paramref name="partCount"/> are cleared.</summary>
    public static Mask FromWords(ReadOnlySpan<ulong> words, int partCount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            words.Length,
            WordCount(partCount),
            nameof(words)
        );
        ulong[] copy = words.ToArray();
        ClearTail(copy, partCount);
        return new Mask(copy, partCount);
    }

    /// <summary>Reads a string of 0 and 1, part 0 first.</summary>
    /// <exception cref="InterplayException">A character other than 0 and 1 (<c>mask-malformed</c>).</exception>
    public static Mask Parse(ReadOnlySpan<char> text)
    {
        var words = new ulong[WordCount(text.Length)];
        ParseInto(text, words);
        return new Mask(words, text.Length);
    }

    /// <inheritdoc/>
    public bool Equals(Mask other) =>
        PartCount == other.PartCount && Words.SequenceEqual(other.Words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Mask other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)StableHash.Of(Words);

    /// <summary>Equality of parts and bits.</summary>
    public static bool operator ==(Mask left, Mask right) => left.Equals(right);

    /// <summary>Inequality of parts or bits.</summary>
    public static bool operator !=(Mask left, Mask right) => !left.Equals(right);

    /// <summary>A string of 0 and 1, part 0 first.</summary>
    public override string ToString() => Format(Words, PartCount);

    internal static int WordCount(int partCount) => (partCount + 63) >> 6;

    internal static void ClearTail(Span<ulong> words, int partCount)
    {
        if ((partCount & 63) != 0)
        {
            words[^1] &= (1UL << (partCount & 63)) - 1;
        }
    }

    /// <summary>Packs a string of 0 and 1 into words, sixteen characters at a time: wide tables are gigabytes of them.</summary>
    internal static void ParseInto(ReadOnlySpan<char> text, Span<ulong> words)
    {
        words.Clear();
        ReadOnlySpan<ushort> codes = MemoryMarshal.Cast<char, ushort>(text);
        Vector128<ushort> zero = Vector128.Create((ushort)'0');
        Vector128<ushort> others = Vector128<ushort>.Zero;
        int i = 0;
        for (; i + 16 <= codes.Length; i += 16)
        {
            Vector128<ushort> low = Vector128.Create(codes[i..]) - zero;
            Vector128<ushort> high = Vector128.Create(codes[(i + 8)..]) - zero;
            others |= low | high;
            Vector128<byte> bits = Vector128.ShiftLeft(Vector128.Narrow(low, high), 7);
            words[i >> 6] |= (ulong)bits.ExtractMostSignificantBits() << (i & 63);
        }

        int rest = 0;
        for (; i < codes.Length; i++)
        {
            int bit = codes[i] - '0';
            rest |= bit;
            words[i >> 6] |= (ulong)(bit & 1) << (i & 63);
        }

        if ((rest & ~1) != 0 || (others & Vector128.Create(unchecked((ushort)~1))) != default)
        {
            int place = text.IndexOfAnyExcept('0', '1');
            throw new InterplayException(
                ErrorKind.Data,
                "mask-malformed",
                $"A mask is a string of 0 and 1; found '{text[place]}' at position {place}."
            );
        }
    }

    /// <summary>Packs bytes of 0 and 1, one a part; false when another byte is among them.</summary>
    internal static bool TryPackInto(ReadOnlySpan<byte> bytes, Span<ulong> words)
    {
        words.Clear();
        Vector128<byte> all = Vector128<byte>.Zero;
        int i = 0;
        for (; i + 16 <= bytes.Length; i += 16)
        {
            Vector128<byte> block = Vector128.Create(bytes[i..]);
            all |= block;
            words[i >> 6] |=
                (ulong)Vector128.ShiftLeft(block, 7).ExtractMostSignificantBits() << (i & 63);
        }

        int rest = 0;
        for (; i < bytes.Length; i++)
        {
            rest |= bytes[i];
            words[i >> 6] |= (ulong)(bytes[i] & 1) << (i & 63);
        }

        return rest <= 1 && Vector128.LessThanOrEqualAll(all, Vector128<byte>.One);
    }

    internal static string Format(ReadOnlySpan<ulong> words, int partCount)
    {
        var text = new char[partCount];
        FormatInto(words, text);
        return new string(text);
    }

    /// <summary>Writes one character a part, 0 or 1, for as many parts as there is room for.</summary>
    internal static void FormatInto(ReadOnlySpan<ulong> words, Span<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (char)('0' + (words[i >> 6] >> (i & 63) & 1));
        }
    }
}

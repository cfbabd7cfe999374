using System.Numerics;

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

    internal static void ParseInto(ReadOnlySpan<char> text, Span<ulong> words)
    {
        words.Clear();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '1')
            {
                words[i >> 6] |= 1UL << (i & 63);
            }
            else if (text[i] != '0')
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "mask-malformed",
                    $"A mask is a string of 0 and 1; found '{text[i]}' at position {i}."
                );
            }
        }
    }

    internal static string Format(ReadOnlySpan<ulong> words, int partCount)
    {
        var text = new char[partCount];
        for (int i = 0; i < partCount; i++)
        {
            text[i] = (words[i >> 6] >> (i & 63) & 1) != 0 ? '1' : '0';
        }

        return new string(text);
    }
}

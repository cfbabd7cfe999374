using System.Text.Json.Serialization;

namespace Interplay.Masks;

/// <summary>
/// A set of parts, ascending and without repetition: the name of an interaction and of a Fourier term. Immutable.
/// Sorts by order (size) first, then by the part numbers. In JSON it is an array of the part numbers.
/// </summary>
[JsonConverter(typeof(PartSetJsonConverter))]
public readonly struct PartSet : IEquatable<PartSet>, IComparable<PartSet>
{
    private readonly int[]? _parts;

    private PartSet(int[] sorted) => _parts = sorted;

    /// <summary>The empty set: the constant term.</summary>
    public static PartSet Empty => default;

    /// <summary>Number of parts in the set.</summary>
    public int Order => _parts?.Length ?? 0;

    /// <summary>The parts, ascending.</summary>
    public ReadOnlySpan<int> Parts => _parts;

    /// <summary>A set of the given parts, in any order.</summary>
    /// <exception cref="ArgumentException">A part is negative or named twice.</exception>
    public static PartSet Of(params ReadOnlySpan<int> parts)
    {
        int[] sorted = parts.ToArray();
        Array.Sort(sorted);
        for (int i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] < 0 || (i > 0 && sorted[i] == sorted[i - 1]))
            {
                throw new ArgumentException(
                    $"Parts must be distinct and not negative; found {string.Join(',', sorted)}.",
                    nameof(parts)
                );
            }
        }

        return new PartSet(sorted);
    }

    /// <summary>The set of the parts that are kept in packed words.</summary>
    public static PartSet FromWords(ReadOnlySpan<ulong> words)
    {
        int order = 0;
        foreach (ulong word in words)
        {
            order += System.Numerics.BitOperations.PopCount(word);
        }

        var parts = new int[order];
        int next = 0;
        for (int w = 0; w < words.Length; w++)
        {
            for (ulong rest = words[w]; rest != 0; rest &= rest - 1)
            {
                parts[next++] = w * 64 + System.Numerics.BitOperations.TrailingZeroCount(rest);
            }
        }

        return new PartSet(parts);
    }

    /// <summary>Whether the set holds <paramref name="part"/>.</summary>
    public bool Contains(int part) => Parts.BinarySearch(part) >= 0;

    /// <summary>Whether every part of this set is in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(PartSet other)
    {
        ReadOnlySpan<int> mine = Parts;
        ReadOnlySpan<int> theirs = other.Parts;
        int j = 0;
        foreach (int part in mine)
        {
            while (j < theirs.Length && theirs[j] < part)
            {
                j++;
            }

            if (j == theirs.Length || theirs[j] != part)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The symmetric difference: the set whose character is the product of both characters.</summary>
    public PartSet SymmetricDifference(PartSet other)
    {
        ReadOnlySpan<int> a = Parts;
        ReadOnlySpan<int> b = other.Parts;
        var merged = new List<int>(a.Length + b.Length);
        int i = 0;
        int j = 0;
        while (i < a.Length || j < b.Length)
        {
            if (j == b.Length || (i < a.Length && a[i] < b[j]))
            {
                merged.Add(a[i++]);
            }
            else if (i == a.Length || b[j] < a[i])
            {
                merged.Add(b[j++]);
            }
            else
            {
                i++;
                j++;
            }
        }

        return new PartSet([.. merged]);
    }

    /// <summary>The character chi_S(m) = (-1)^|S and m| of this set at a packed mask: +1 or -1.</summary>
    public int Character(ReadOnlySpan<ulong> mask)
    {
        ulong parity = 0;
        foreach (int part in Parts)
        {
            parity ^= mask[part >> 6] >> (part & 63);
        }

        return (parity & 1) == 0 ? 1 : -1;
    }

    /// <inheritdoc/>
    public int CompareTo(PartSet other)
    {
        int byOrder = Order.CompareTo(other.Order);
        return byOrder != 0 ? byOrder : Parts.SequenceCompareTo(other.Parts);
    }

    /// <inheritdoc/>
    public bool Equals(PartSet other) => Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PartSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)StableHash.Of(Parts);

    /// <summary>Equality of the sets.</summary>
    public static bool operator ==(PartSet left, PartSet right) => left.Equals(right);

    /// <summary>Inequality of the sets.</summary>
    public static bool operator !=(PartSet left, PartSet right) => !left.Equals(right);

    /// <summary>The parts in braces, as in <c>{0,3}</c>.</summary>
    public override string ToString() => $"{{{string.Join(',', _parts ?? [])}}}";
}

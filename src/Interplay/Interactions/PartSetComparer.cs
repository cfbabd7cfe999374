using System.Diagnostics.CodeAnalysis;
using Interplay.Masks;

namespace Interplay.Interactions;

/// <summary>Compares sets of parts, and looks them up by a span without making a set first.</summary>
internal sealed class PartSetComparer
    : IEqualityComparer<PartSet>,
        IAlternateEqualityComparer<ReadOnlySpan<int>, PartSet>
{
    public static PartSetComparer Instance { get; } = new();

    public bool Equals(PartSet x, PartSet y) => x.Equals(y);

    public int GetHashCode([DisallowNull] PartSet obj) => obj.GetHashCode();

    public bool Equals(ReadOnlySpan<int> alternate, PartSet other) =>
        alternate.SequenceEqual(other.Parts);

    public int GetHashCode(ReadOnlySpan<int> alternate) => (int)StableHash.Of(alternate);

    public PartSet Create(ReadOnlySpan<int> alternate) => PartSet.Of(alternate);
}

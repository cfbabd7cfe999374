namespace Interplay.Masks.Designs;

/// <summary>Every mask there is, in the order of their bits read as a number: what an exact transform needs.</summary>
public sealed class ExhaustiveDesign : MaskDesign
{
    /// <summary>Largest number of parts: 2^24 masks.</summary>
    public const int MaxParts = 24;

    /// <inheritdoc/>
    public override string Name => "exhaustive";

    /// <summary>All 2^n masks; row r holds the bits of r.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="MaxParts"/> parts.</exception>
    public static MaskMatrix All(int partCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partCount, MaxParts);
        return MaskMatrix.Create(
            1 << partCount,
            partCount,
            static (row, words) => words[0] = (ulong)row
        );
    }
}

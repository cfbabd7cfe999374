namespace Interplay.Masks.Designs;

/// <summary>
/// A covering array of strength t: in every choice of t parts, all 2^t ways to keep or drop them occur. It notices that something happens
/// among any t parts with very few masks, but it estimates nothing by itself; that is what the fill of uniform masks is for.
/// See <see cref="CoveringArray"/> for the constructions: 14 rows cover every pair of 1,000 parts.
/// </summary>
public sealed class CoveringDesign : MaskDesign
{
    /// <summary>Creates a record of a covering design.</summary>
    /// <param name="strength">t.</param>
    /// <param name="coverage">What the masks cover.</param>
    public CoveringDesign(int strength, CoverageReport coverage)
    {
        ArgumentNullException.ThrowIfNull(coverage);
        Strength = strength;
        Coverage = coverage;
    }

    /// <inheritdoc/>
    public override string Name => "covering";

    /// <summary>The strength t: every t parts show all their 2^t patterns.</summary>
    public int Strength { get; }

    /// <summary>What the masks cover.</summary>
    public CoverageReport Coverage { get; }

    /// <summary>Draws masks: a covering array of the given strength first, uniform masks for the rest of <paramref name="count"/>.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="strength">t, 1 to 3.</param>
    /// <param name="count">Number of masks; too few to cover everything is an error that names how many it takes.</param>
    /// <param name="random">Source of the draws.</param>
    /// <param name="taken">Masks that were already asked for; the new ones are added to it. Null when there are none.</param>
    /// <exception cref="BudgetTooSmallException">The array alone needs more than <paramref name="count"/> masks.</exception>
    public static (CoveringDesign Design, MaskMatrix Masks) Draw(
        int partCount,
        int strength,
        int count,
        SeededRandom random,
        MaskIndex? taken = null
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(strength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(strength, Math.Min(3, partCount));
        taken ??= new MaskIndex(partCount, count);
        List<Mask> rows = CoveringArray.Build(partCount, strength, random);
        var seed = new MaskIndex(partCount, count);
        foreach (Mask row in rows)
        {
            if (taken.Find(row.Words) < 0)
            {
                seed.Add(row.Words);
            }
        }

        if (seed.Count > count)
        {
            throw new BudgetTooSmallException(
                count,
                seed.Count,
                $"covering all patterns of every {strength} of {partCount} parts takes more"
            );
        }

        MaskMatrix array = seed.ToMatrix();
        for (int row = 0; row < array.RowCount; row++)
        {
            taken.Add(array.Row(row));
        }

        MaskMatrix masks =
            array.RowCount == count
                ? array
                : array.Concat(
                    UniformDesign.Draw(partCount, count - array.RowCount, random, taken)
                );
        return (new CoveringDesign(strength, CoverageReport.Of(masks, strength)), masks);
    }
}

using Interplay.Masks;

namespace Interplay.Lenses;

/// <summary>
/// How the parts of a finer lens come from those of a coarser one. A mask of the coarser lens is lifted by keeping exactly the finer parts whose coarser
/// part is kept; both lenses then give the same input, so that an ablation paid for once holds for both.
/// </summary>
public sealed class PartRefinement
{
    private readonly int[] _coarse;

    /// <summary>Describes a refinement.</summary>
    /// <param name="coarseCount">Number of parts of the coarser lens.</param>
    /// <param name="coarseOf">For each finer part the coarser one it is of; each coarser part has at least one.</param>
    /// <exception cref="ArgumentException">A part out of range or without a finer one.</exception>
    public PartRefinement(int coarseCount, IReadOnlyList<int> coarseOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(coarseCount);
        ArgumentNullException.ThrowIfNull(coarseOf);
        CoarseCount = coarseCount;
        _coarse = [.. coarseOf];
        var finer = new int[coarseCount];
        foreach (int part in _coarse)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part, nameof(coarseOf));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                part,
                coarseCount,
                nameof(coarseOf)
            );
            finer[part]++;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
            Array.IndexOf(finer, 0),
            0,
            nameof(coarseOf)
        );
    }

    /// <summary>Number of parts of the coarser lens.</summary>
    public int CoarseCount { get; }

    /// <summary>Number of parts of the finer lens.</summary>
    public int FineCount => _coarse.Length;

    /// <summary>For each finer part the coarser one that it is of.</summary>
    public IReadOnlyList<int> CoarseOf => _coarse;

    /// <summary>The mask of the finer lens that gives the same input.</summary>
    /// <param name="coarse">A mask of the coarser lens.</param>
    /// <exception cref="ArgumentException">The mask is over another number of parts.</exception>
    public Mask Lift(Mask coarse)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coarse.PartCount, CoarseCount, nameof(coarse));
        var words = new ulong[Mask.WordCount(FineCount)];
        LiftInto(coarse.Words, words);
        return Mask.FromWords(words, FineCount);
    }

    /// <summary>Lifts each row; distinct rows stay distinct.</summary>
    /// <param name="coarse">Masks of the coarser lens.</param>
    /// <exception cref="ArgumentException">The masks are over another number of parts.</exception>
    public MaskMatrix Lift(MaskMatrix coarse)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentOutOfRangeException.ThrowIfNotEqual(coarse.PartCount, CoarseCount, nameof(coarse));
        return MaskMatrix.Create(
            coarse.RowCount,
            FineCount,
            (row, words) => LiftInto(coarse.Row(row), words)
        );
    }

    private void LiftInto(ReadOnlySpan<ulong> coarse, Span<ulong> fine)
    {
        for (int part = 0; part < _coarse.Length; part++)
        {
            ulong bit = coarse[_coarse[part] >> 6] >> (_coarse[part] & 63) & 1;
            fine[part >> 6] |= bit << (part & 63);
        }
    }
}

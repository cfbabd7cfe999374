using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Folds;

/// <summary>One fold of a cross-validation: the masks to learn from and those to validate on.</summary>
internal sealed record MaskFold(
    int[] TrainRows,
    int[] ValidationRows,
    ColumnBlocks Train,
    ColumnBlocks Validation
);

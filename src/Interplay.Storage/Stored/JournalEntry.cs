using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>One ablation of a journal.</summary>
/// <param name="Mask">The kept parts.</param>
/// <param name="Values">What the model gave, one number an output, all finite.</param>
/// <param name="Cost">What it cost; nothing where that was not known.</param>
/// <param name="Written">When it became durable.</param>
public readonly record struct JournalEntry(
    Mask Mask,
    ReadOnlyMemory<double> Values,
    AblationCost Cost,
    DateTimeOffset Written
)
{
    /// <summary>Which of the values of its mask this is: 0 for the first, which is the only one unless the mask was asked again on purpose.</summary>
    public int Repeat { get; init; }

    /// <summary>Whether it was written by a version that kept no checksums, so that damage done to it then cannot be told.</summary>
    public bool IsUnchecked { get; init; }
}

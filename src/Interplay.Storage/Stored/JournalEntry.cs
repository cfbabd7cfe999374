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
);

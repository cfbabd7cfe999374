namespace Interplay.Lenses;

/// <summary>A finer lens over the same input.</summary>
/// <typeparam name="TLens">The kind of lens.</typeparam>
/// <param name="Lens">The finer lens.</param>
/// <param name="Parts">How its parts come from those of the coarser one.</param>
public sealed record Refined<TLens>(TLens Lens, PartRefinement Parts);

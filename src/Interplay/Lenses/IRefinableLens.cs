namespace Interplay.Lenses;

/// <summary>A lens over text whose parts can be cut finer, some of them and not others. Pure and safe for use by many threads.</summary>
/// <typeparam name="TLens">The lens itself.</typeparam>
public interface IRefinableLens<TLens>
    where TLens : IRefinableLens<TLens>
{
    /// <summary>The parts in the order of the mask bits.</summary>
    IReadOnlyList<Part> Parts { get; }

    /// <summary>The text that the spans of the parts point into.</summary>
    string Text { get; }

    /// <summary>Cuts some parts finer; the others stay as they are, and so does a part of which the finer cut makes only one.</summary>
    /// <param name="parts">The parts to cut.</param>
    /// <param name="unit">What they are cut into; any but <see cref="TextUnit.Pattern"/>.</param>
    /// <returns>The finer lens. A mask lifted to it gives the same input as before.</returns>
    /// <exception cref="ArgumentException">A part out of range, or the unit of patterns.</exception>
    Refined<TLens> Refine(IReadOnlyCollection<int> parts, TextUnit unit);
}

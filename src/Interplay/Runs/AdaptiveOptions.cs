using System.Globalization;
using Interplay.Lenses;

namespace Interplay.Runs;

/// <summary>How parts are cut finer from level to level.</summary>
public sealed record AdaptiveOptions
{
    /// <summary>
    /// What influential parts are cut into, level by level. A unit into which nothing can be cut is passed over. At least one; never
    /// <see cref="TextUnit.Pattern"/>.
    /// </summary>
    public IReadOnlyList<TextUnit> Units { get; init; } = [TextUnit.Sentence, TextUnit.Word];

    /// <summary>Most parts of a level after the first: the most influential parts are cut first, and those that would make too many stay whole. At least 2.</summary>
    public int MostParts { get; init; } = 64;

    /// <summary>A part is cut only if its influence is at least this share of the most influential part's, for some output; 0 to 1.</summary>
    public double LeastShare { get; init; } = 0.05;

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal AdaptiveOptions Validated()
    {
        if (
            Units is not { Count: > 0 }
            || Units.Any(static unit => unit == TextUnit.Pattern || !Enum.IsDefined(unit))
        )
        {
            throw OutOfRange(
                $"Parts are cut into words, sentences, lines or paragraphs, at least one of them; found '{string.Join(", ", Units ?? [])}'."
            );
        }

        if (MostParts < 2)
        {
            throw OutOfRange($"A level needs room for at least 2 parts; found {MostParts}.");
        }

        return LeastShare is >= 0 and <= 1
            ? this
            : throw OutOfRange(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The least share is between 0 and 1; found {LeastShare}."
                )
            );
    }

    private static InterplayException OutOfRange(string message) =>
        new(ErrorKind.Request, "option-out-of-range", message);
}

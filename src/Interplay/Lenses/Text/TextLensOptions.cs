namespace Interplay.Lenses.Text;

/// <summary>How a text is cut into parts and how parts are taken away.</summary>
public sealed record TextLensOptions
{
    /// <summary>What counts as one part.</summary>
    public TextUnit Unit { get; init; } = TextUnit.Word;

    /// <summary>
    /// The regular expression of <see cref="TextUnit.Pattern"/>, in the syntax that .NET matches in linear time
    /// (no look-around, back-references or atomic groups); null for every other unit.
    /// </summary>
    public string? Pattern { get; init; }

    /// <summary>What stands in the place of a part that is not kept.</summary>
    public TextAblation Ablation { get; init; } = TextAblation.Remove;

    /// <summary>The token of <see cref="TextAblation.MaskToken"/>; not empty.</summary>
    public string MaskToken { get; init; } = "[MASK]";

    /// <summary>The text of <see cref="TextAblation.Replace"/>; may be empty, which leaves the white space on both sides as it is.</summary>
    public string Replacement { get; init; } = "...";

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>text-options-malformed</c>: a value out of range, a pattern missing or one too many.</exception>
    internal TextLensOptions Validated()
    {
        if (!Enum.IsDefined(Unit) || !Enum.IsDefined(Ablation))
        {
            throw Malformed($"Unit {Unit} or ablation {Ablation} does not exist.");
        }

        if ((Unit == TextUnit.Pattern) != (Pattern is not null))
        {
            throw Malformed(
                $"A pattern is given exactly when the unit is {TextUnit.Pattern}; "
                    + $"found the unit {Unit} and {(Pattern is null ? "no pattern" : $"the pattern '{Pattern}'")}."
            );
        }

        return MaskToken is { Length: > 0 } && Replacement is not null
            ? this
            : throw Malformed("The mask token must not be empty and the replacement not null.");
    }

    private static InterplayException Malformed(string message) =>
        new(ErrorKind.Request, "text-options-malformed", message);
}

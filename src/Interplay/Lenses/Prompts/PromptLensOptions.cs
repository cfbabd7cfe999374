using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts;

/// <summary>What of a prompt are parts, and how they are taken away. What is not selected is never ablated.</summary>
public sealed record PromptLensOptions
{
    /// <summary>
    /// What is cut, and how; at least one. Where selections overlap the more special one takes the text: documents, then a message by its number,
    /// then examples, then a role, then all.
    /// </summary>
    public IReadOnlyList<PromptSelection> Parts { get; init; } =
    [new PromptSelection(PromptTarget.Documents)];

    /// <summary>
    /// What stands in the place of a part that is not kept: nothing, <see cref="MaskText"/> or <see cref="Replacement"/>, once for each part (not for
    /// each word as in texts: a model that reads instructions would count them). Tools are always removed, since no text can stand for one.
    /// </summary>
    public TextAblation Ablation { get; init; } = TextAblation.Remove;

    /// <summary>The text of <see cref="TextAblation.MaskToken"/>; not empty.</summary>
    public string MaskText { get; init; } = "[MASK]";

    /// <summary>The text of <see cref="TextAblation.Replace"/>; may be empty.</summary>
    public string Replacement { get; init; } = "...";

    /// <summary>
    /// Text that is never ablated, wherever it stands: literal text, or <c>regex:PATTERN</c>, matched in linear time. A part that holds such text
    /// loses all but that; a JSON field, a JSON element or a tool that holds some is no part.
    /// </summary>
    public IReadOnlyList<string> Fixed { get; init; } = [];

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>prompt-options-malformed</c>: a value out of range, a pattern or number missing or one too many.</exception>
    internal PromptLensOptions Validated()
    {
        if (!Enum.IsDefined(Ablation) || MaskText is not { Length: > 0 } || Replacement is null)
        {
            throw Malformed(
                $"The ablation must exist (found {Ablation}), the mask text not be empty and the replacement not null."
            );
        }

        if (Parts is not { Count: > 0 })
        {
            throw Malformed("At least one selection must say what the parts are; found none.");
        }

        foreach (PromptSelection selection in Parts)
        {
            Check(selection);
        }

        return Fixed?.All(static text => text is { Length: > 0 }) == true
            ? this
            : throw Malformed("Fixed texts must not be empty.");
    }

    private static void Check(PromptSelection selection)
    {
        if (!Enum.IsDefined(selection.Target) || !Enum.IsDefined(selection.Unit))
        {
            throw Malformed($"Target {selection.Target} or unit {selection.Unit} does not exist.");
        }

        if ((selection.Target == PromptTarget.Message) != selection.Message is >= 0)
        {
            throw Malformed(
                $"A number from 0 is given exactly when the target is {PromptTarget.Message}; found {selection.Target} and {selection.Message}."
            );
        }

        if ((selection.Unit == PromptUnit.Pattern) != selection.Pattern is { Length: > 0 })
        {
            throw Malformed(
                $"A pattern is given exactly when the unit is {PromptUnit.Pattern}; found {selection.Unit} and '{selection.Pattern}'."
            );
        }

        if (selection is { Target: PromptTarget.Tools, Unit: not PromptUnit.Whole })
        {
            throw Malformed($"Tools are not cut; found the unit {selection.Unit}.");
        }
    }

    private static InterplayException Malformed(string message) =>
        new(ErrorKind.Request, "prompt-options-malformed", message);
}

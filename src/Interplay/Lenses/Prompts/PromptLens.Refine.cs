using Interplay.Lenses.Prompts.Nodes;

namespace Interplay.Lenses.Prompts;

/// <content>Finer lenses over the same prompt.</content>
public sealed partial class PromptLens
{
    /// <inheritdoc/>
    /// <remarks>
    /// A JSON object is cut into its fields, whatever the unit, and a plain JSON string by the unit; tools, and JSON strings with escapes, are not cut.
    /// </remarks>
    public Refined<PromptLens> Refine(IReadOnlyCollection<int> parts, TextUnit unit)
    {
        ArgumentNullException.ThrowIfNull(parts);
        PromptUnit finer = unit switch
        {
            TextUnit.Word => PromptUnit.Words,
            TextUnit.Sentence => PromptUnit.Sentences,
            TextUnit.Line => PromptUnit.Lines,
            TextUnit.Paragraph => PromptUnit.Paragraphs,
            _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, null),
        };
        var chosen = new bool[_parts.Length];
        foreach (int part in parts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part, nameof(parts));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                part,
                chosen.Length,
                nameof(parts)
            );
            chosen[part] = true;
        }

        PromptText[] texts =
        [
            .. _texts.Select(text =>
            {
                var cutter = new PromptCutter(text.Text, FixedText.Find(text.Text, Options.Fixed));
                return text with { Root = Refined(text.Root, chosen, cutter, finer) };
            }),
        ];
        PromptText[] numbered = PartNumbers.Refine(texts, out int[] coarseOf);
        return new Refined<PromptLens>(
            new PromptLens(Prompt, Options, numbered),
            new PartRefinement(_parts.Length, coarseOf)
        );
    }

    /// <summary>The tree with the chosen leaves cut; new leaves carry the number of the part they come from.</summary>
    private static PromptNode Refined(
        PromptNode node,
        bool[] chosen,
        PromptCutter cutter,
        PromptUnit unit
    )
    {
        if (node.Part < 0)
        {
            return node with
            {
                Children = [.. node.Children.Select(child => Refined(child, chosen, cutter, unit))],
            };
        }

        PromptNode cut = chosen[node.Part] ? cutter.Finer(node, unit) : node;
        // A node whose pieces can never all go would not go as a whole any more, as it did before.
        return cut.IsBare || cut.Children.Count == 0 ? node : PartNumbers.Inherit(cut, node.Part);
    }
}

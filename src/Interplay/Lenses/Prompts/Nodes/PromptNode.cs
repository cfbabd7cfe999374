using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>A stretch of a text that is ablated as a whole or holds such stretches. Immutable.</summary>
internal sealed record PromptNode
{
    /// <summary>The stretch, frame (tag, number, heading, name of a field) included.</summary>
    public required TextSpan Span { get; init; }

    /// <summary>What is said inside the frame: what a mask text replaces and what is cut finer.</summary>
    public required TextSpan Body { get; init; }

    /// <summary>What it is.</summary>
    public PromptPartKind Kind { get; init; }

    /// <summary>How it is written.</summary>
    public NodeForm Form { get; init; }

    /// <summary>Identity of its document; null outside documents.</summary>
    public string? Id { get; init; }

    /// <summary>Title of its document, name of a field or a tool; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>The part; -1 when it has children. Nodes in several messages may be one part.</summary>
    public int Part { get; init; } = -1;

    /// <summary>What it holds, in order and apart from one another.</summary>
    public IReadOnlyList<PromptNode> Children { get; init; } = [];

    /// <summary>Whether what stands between the children separates them (commas, rules), so that it goes with one of its neighbours.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it was never one part, but only holds others together.</summary>
    public bool IsBare { get; init; }

    /// <summary>Whether it stands in a list but is never ablated.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether text that is never ablated stands in it, so that its frame stays.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>Text of the body that is never ablated.</summary>
    public IReadOnlyList<TextSpan> Fixed { get; init; } = [];

    /// <summary>Items with what separates them.</summary>
    /// <param name="items">At least one, in order.</param>
    public static PromptNode ListOf(IReadOnlyList<PromptNode> items)
    {
        var span = new TextSpan(items[0].Span.Start, items[^1].Span.End);
        return new PromptNode
        {
            Span = span,
            Body = span,
            Children = items,
            IsList = true,
            IsBare = true,
        };
    }

    /// <summary>Whether nothing of it is kept.</summary>
    public bool IsRemoved(Masks.Mask kept)
    {
        if (Part >= 0)
        {
            return !kept[Part];
        }

        bool isAny = false;
        foreach (PromptNode child in Children)
        {
            if (!child.IsFixed && !child.IsRemoved(kept))
            {
                return false;
            }

            isAny |= !child.IsFixed;
        }

        return isAny;
    }

    /// <summary>The parts in the order of the text, those in several messages as often.</summary>
    public IEnumerable<PromptNode> Leaves() =>
        Part >= 0 ? [this] : Children.SelectMany(static child => child.Leaves());
}

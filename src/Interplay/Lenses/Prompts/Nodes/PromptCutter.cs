using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>Cuts stretches of one text into nodes, and keeps text that must stay out of them.</summary>
internal sealed class PromptCutter(string text, IReadOnlyList<TextSpan> fixedSpans)
{
    /// <summary>The node with what must stay in it; null when nothing of it could ever be taken away.</summary>
    public PromptNode? Guarded(PromptNode node)
    {
        TextSpan[] inside =
        [
            .. fixedSpans
                .Select(span => new TextSpan(
                    Math.Max(span.Start, node.Body.Start),
                    Math.Min(span.End, node.Body.End)
                ))
                .Where(static span => span.End > span.Start),
        ];
        bool isTouched = fixedSpans.Any(span =>
            span.Start < node.Span.End && span.End > node.Span.Start
        );
        if (!isTouched)
        {
            return node;
        }

        return node.Form != NodeForm.Text || !HasRest(node.Body, inside)
            ? null
            : node with
            {
                IsGuarded = true,
                Fixed = inside,
            };
    }

    /// <summary>The items of a list, those that must stay among them.</summary>
    public PromptNode[] GuardedItems(IEnumerable<PromptNode> items) =>
        [.. items.Select(item => Guarded(item) ?? item with { IsFixed = true })];

    /// <summary>
    /// The node with its body cut; the node itself when that gives fewer than two parts. When some of its pieces must stay, it never goes as a whole.
    /// </summary>
    public PromptNode Split(PromptNode node, PromptUnit unit, string? pattern)
    {
        if (node.Kind == PromptPartKind.Tool)
        {
            return node;
        }

        (List<PromptNode> children, bool isList) = Children(node, unit, pattern);
        bool isFiner =
            children.Count > 1
            || (children.Count == 1 && unit is PromptUnit.Pattern or PromptUnit.Fields);
        return isFiner ? Holding(node, children, isList) : node;
    }

    /// <summary>
    /// The node cut finer than it is: a JSON object into its fields, since any other cut would break it, and a field that is the only one on and on;
    /// anything else by the unit.
    /// </summary>
    public PromptNode Finer(PromptNode node, PromptUnit unit)
    {
        PromptNode cut = Split(node, PromptUnit.Fields, null);
        if (cut.Children is not [{ Children: [{ IsFixed: false } only] } list])
        {
            return cut.Children.Count > 0 ? cut : Split(node, unit, null);
        }

        PromptNode finer = Finer(only, unit);
        return finer.Children.Count > 0
            ? cut with
            {
                Children = [list with { Children = [finer] }],
            }
            : node;
    }

    /// <summary>The pieces of a stretch of plain text that belongs to no unit of its own.</summary>
    public IEnumerable<PromptNode> Pieces(TextSpan stretch, PromptUnit unit, string? pattern)
    {
        var whole = new PromptNode { Span = stretch, Body = stretch };
        return Children(whole, unit, pattern).Children;
    }

    private static PromptNode Holding(PromptNode node, List<PromptNode> children, bool isList)
    {
        if (!isList)
        {
            return node with { Children = children, Part = -1 };
        }

        return node with
        {
            Children = [PromptNode.ListOf(children)],
            Part = -1,
            IsBare = node.IsBare || children.Exists(static child => child.IsFixed),
        };
    }

    private (List<PromptNode> Children, bool IsList) Children(
        PromptNode node,
        PromptUnit unit,
        string? pattern
    )
    {
        // What JSON nests is cut by its fields first, whatever finer unit was asked for: any other cut would break it.
        if (unit == PromptUnit.Fields || node.Form == NodeForm.JsonValue)
        {
            return ([.. Fields(node)], true);
        }

        var children = new List<PromptNode>();
        foreach (TextSpan span in Spans(node.Body, unit, pattern))
        {
            var child = new PromptNode
            {
                Span = span,
                Body = span,
                Kind = unit == PromptUnit.Whole ? node.Kind : PromptPartKind.Text,
                Form = node.Form,
                Id = node.Id,
                Title = node.Kind == PromptPartKind.Document ? node.Title : null,
            };
            if (Guarded(child) is { } guarded)
            {
                children.Add(guarded);
            }
        }

        return (children, false);
    }

    private IEnumerable<TextSpan> Spans(TextSpan body, PromptUnit unit, string? pattern)
    {
        string inside = text[body.Start..body.End];
        List<TextSpan> spans = unit switch
        {
            PromptUnit.Paragraphs => LineSplitter.Split(inside, breaks: 2),
            PromptUnit.Sentences => SentenceSplitter.Split(inside),
            PromptUnit.Lines => LineSplitter.Split(inside, breaks: 1),
            PromptUnit.Words => WordSplitter.Split(inside),
            PromptUnit.Tokens => TokenSplitter.Split(inside),
            PromptUnit.Pattern => PatternSplitter.Split(inside, pattern!),
            _ => [new TextSpan(0, inside.Length).Trimmed(inside)],
        };
        return spans
            .Where(static span => span.End > span.Start)
            .Select(span => new TextSpan(span.Start + body.Start, span.End + body.Start));
    }

    private PromptNode[] Fields(PromptNode node)
    {
        var fields = new List<PromptNode>();
        List<JsonMember> members =
            node.Form == NodeForm.JsonString ? [] : JsonSpans.Fields(text, node.Body) ?? [];
        foreach (JsonMember member in members)
        {
            fields.Add(FieldOf(member, PromptPartKind.Field, node.Id));
        }

        return GuardedItems(fields);
    }

    /// <summary>A field or an element: the inside of a plain string can be cut, anything else only replaced.</summary>
    public PromptNode FieldOf(JsonMember member, PromptPartKind kind, string? id)
    {
        TextSpan value = member.Value;
        bool isPlain =
            text[value.Start] == '"'
            && value.End - value.Start > 2
            && !text.AsSpan(value.Start, value.End - value.Start).Contains('\\');
        return new PromptNode
        {
            Span = member.Span,
            Body = isPlain ? new TextSpan(value.Start + 1, value.End - 1) : value,
            Form = isPlain ? NodeForm.JsonString : NodeForm.JsonValue,
            Kind = kind,
            Id = id,
            Title = member.Name,
        };
    }

    private bool HasRest(TextSpan body, TextSpan[] inside)
    {
        int at = body.Start;
        foreach (TextSpan span in inside)
        {
            if (!text.AsSpan(at, Math.Max(0, span.Start - at)).IsWhiteSpace())
            {
                return true;
            }

            at = span.End;
        }

        return !text.AsSpan(at, Math.Max(0, body.End - at)).IsWhiteSpace();
    }
}

using System.Text.Json;
using Interplay.Lenses.Prompts.Documents;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts;

/// <summary>From the selections to the trees of what is ablated: one of each message's content, then one of the tools.</summary>
internal sealed class PromptCutting(Prompt prompt, PromptLensOptions options)
{
    private readonly HashSet<PromptSelection> _found = [];

    /// <summary>Cuts the prompt.</summary>
    public PromptText[] Cut()
    {
        var texts = new PromptText[prompt.Messages.Count + 1];
        MessageDocuments[]? documents = Find(PromptTarget.Documents) is null
            ? null
            : DocumentFinder.Find(prompt.Messages);
        CheckNumbers();
        int[] examples = FewShot.Of(prompt.Messages);
        for (int i = 0; i < prompt.Messages.Count; i++)
        {
            texts[i] = CutMessage(i, documents?[i] ?? MessageDocuments.None, examples[i]);
        }

        texts[^1] = CutTools();
        CheckFound();
        return texts;
    }

    private PromptText CutMessage(int number, MessageDocuments documents, int example)
    {
        string content = prompt.Messages[number].Content;
        var cutter = new PromptCutter(content, FixedText.Find(content, options.Fixed));
        PromptText text = PromptText.Of(content);
        var nodes = new List<PromptNode>();
        if (documents.Items.Count > 0)
        {
            nodes.AddRange(Documents(documents, cutter));
        }

        if (SelectionOf(number, example) is { } selection)
        {
            PromptNode[] taken =
            [
                .. nodes.Count == 0
                    ? WholeMessage(content, selection, example, cutter)
                    : Around(nodes, text.Root.Span, selection, cutter, content),
            ];
            nodes.AddRange(taken);
            nodes.Sort(static (a, b) => a.Span.Start - b.Span.Start);
            if (taken.Length > 0 || (!IsSearch(selection) && content.Length > 0))
            {
                _found.Add(selection);
            }
        }

        return text with
        {
            Root = text.Root with { Children = nodes },
        };
    }

    /// <summary>The documents of a message, under a node that holds them together where something separates them.</summary>
    private PromptNode[] Documents(MessageDocuments documents, PromptCutter cutter)
    {
        PromptSelection selection = Find(PromptTarget.Documents)!;
        PromptNode[] items =
        [
            .. cutter
                .GuardedItems(documents.Items)
                .Select(item => item.IsFixed ? item : Split(item, selection, cutter)),
        ];
        if (!IsSearch(selection) || Array.Exists(items, static item => item.Children.Count > 0))
        {
            _found.Add(selection);
        }

        return documents.IsList ? [PromptNode.ListOf(items)] : items;
    }

    private static IEnumerable<PromptNode> WholeMessage(
        string content,
        PromptSelection selection,
        int example,
        PromptCutter cutter
    )
    {
        TextSpan span = new TextSpan(0, content.Length).Trimmed(content);
        bool isExample = selection.Target == PromptTarget.Examples;
        var whole = new PromptNode
        {
            Span = span,
            Body = span,
            Kind = isExample ? PromptPartKind.Example : PromptPartKind.Message,
        };
        if (span.End <= span.Start || cutter.Guarded(whole) is not { } guarded)
        {
            return [];
        }

        PromptNode cut = Split(guarded, selection, cutter);
        return cut.Children.Count > 0 ? [cut]
            : IsSearch(selection) ? []
            // All messages of an example are one part: they share a number below that of leaves that stand alone.
            : isExample && selection.Unit == PromptUnit.Whole ? [cut with { Part = -2 - example }]
            : [cut];
    }

    /// <summary>Whether the unit may not be there at all; a text always has a sentence.</summary>
    private static bool IsSearch(PromptSelection selection) =>
        selection.Unit is PromptUnit.Fields or PromptUnit.Pattern;

    private static PromptNode Split(PromptNode node, PromptSelection selection, PromptCutter cutter)
    {
        if (selection.Unit == PromptUnit.Whole)
        {
            return node;
        }

        PromptNode cut = cutter.Split(node, selection.Unit, selection.Pattern);
        // What no pattern matches stays, and so do the braces of a message that is a JSON object.
        bool isFrame =
            selection.Unit == PromptUnit.Pattern
            || (selection.Unit == PromptUnit.Fields && node.Kind != PromptPartKind.Document);
        return isFrame && cut.Children.Count > 0 ? cut with { IsBare = true } : cut;
    }

    /// <summary>The text of a message around its documents.</summary>
    private static IEnumerable<PromptNode> Around(
        List<PromptNode> claimed,
        TextSpan all,
        PromptSelection selection,
        PromptCutter cutter,
        string content
    )
    {
        var stretches = new List<TextSpan>();
        int at = all.Start;
        foreach (PromptNode item in claimed)
        {
            stretches.Add(new TextSpan(at, item.Span.Start).Trimmed(content));
            at = item.Span.End;
        }

        stretches.Add(new TextSpan(at, all.End).Trimmed(content));
        return stretches
            .Where(static stretch => stretch.End > stretch.Start)
            .SelectMany(stretch => cutter.Pieces(stretch, selection.Unit, selection.Pattern));
    }

    private PromptText CutTools()
    {
        PromptText text = PromptText.Of(prompt.Tools ?? "");
        if (Find(PromptTarget.Tools) is not { } selection || prompt.Tools is null)
        {
            return text;
        }

        List<JsonMember> tools =
            JsonSpans.Elements(prompt.Tools, text.Root.Span)
            ?? throw new InterplayException(
                ErrorKind.Data,
                "prompt-tools-malformed",
                $"Tools must be a JSON array; found '{prompt.Tools[..Math.Min(40, prompt.Tools.Length)]}'."
            );
        if (tools.Count == 0)
        {
            return text;
        }

        _found.Add(selection);
        var cutter = new PromptCutter(prompt.Tools, FixedText.Find(prompt.Tools, options.Fixed));
        PromptNode[] items = cutter.GuardedItems(
            tools.Select(tool => new PromptNode
            {
                Span = tool.Span,
                Body = tool.Value,
                Form = NodeForm.JsonValue,
                Kind = PromptPartKind.Tool,
                Title = ToolName(prompt.Tools[tool.Span.Start..tool.Span.End]),
            })
        );
        return text with { Root = text.Root with { Children = [PromptNode.ListOf(items)] } };
    }

    private static string? ToolName(string tool)
    {
        using JsonDocument document = JsonDocument.Parse(tool);
        JsonElement root = document.RootElement;
        return
            root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("function", out JsonElement function)
            && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out JsonElement name)
            && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
    }

    /// <summary>The most special selection that takes a message.</summary>
    private PromptSelection? SelectionOf(int number, int example)
    {
        PromptTarget? role = prompt.Messages[number].Role switch
        {
            "system" or "developer" => PromptTarget.System,
            "user" => PromptTarget.User,
            "assistant" => PromptTarget.Assistant,
            _ => null,
        };
        return options.Parts.FirstOrDefault(selection => selection.Message == number)
            ?? (example >= 0 ? Find(PromptTarget.Examples) : null)
            ?? (role is { } target ? Find(target) : null)
            ?? Find(PromptTarget.All);
    }

    private PromptSelection? Find(PromptTarget target) =>
        options.Parts.FirstOrDefault(selection => selection.Target == target);

    private void CheckNumbers()
    {
        foreach (PromptSelection selection in options.Parts)
        {
            if (selection.Message >= prompt.Messages.Count)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "message-not-found",
                    $"The prompt has {prompt.Messages.Count} messages, numbered from 0; '{selection}' names another."
                );
            }
        }
    }

    private void CheckFound()
    {
        foreach (PromptSelection selection in options.Parts)
        {
            if (!_found.Contains(selection))
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "parts-not-found",
                    $"'{selection}' finds nothing in a prompt with the messages {string.Join(", ", prompt.Messages.Select(static message => message.Role))} and {(prompt.Tools is null ? "no tools" : "tools")}{(IsSearch(selection) ? $", which say {FixedText.Quote(prompt)}" : "")}."
                );
            }
        }
    }
}

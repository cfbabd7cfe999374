using System.Text;
using System.Text.Json;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;
using Interplay.Masks;

namespace Interplay.Lenses.Prompts;

/// <summary>
/// Writes one text of a prompt under one mask. A node of which nothing is kept is written as if it were one part, so that a mask over finer parts gives
/// the same text as the mask over coarser ones that it comes from.
/// </summary>
internal sealed class PromptWriting(string text, Mask kept, PromptLensOptions options)
{
    private readonly TextJoiner _joiner = new(text.Length);
    private readonly StringBuilder _gap = new();

    private readonly string? _substitute = options.Ablation switch
    {
        TextAblation.Remove => null,
        TextAblation.MaskToken => options.MaskText,
        _ => options.Replacement,
    };

    public string Finish()
    {
        EndGap();
        return _joiner.Finish();
    }

    /// <summary>A node of which something is kept.</summary>
    public void Inside(PromptNode node)
    {
        if (node.IsList)
        {
            List(node);
            return;
        }

        int at = node.Span.Start;
        foreach (PromptNode child in node.Children)
        {
            Gap(at, child.Span.Start);
            Write(child);
            at = child.Span.End;
        }

        Gap(at, node.Span.End);
    }

    private void Write(PromptNode node)
    {
        if (!node.IsBare && node.IsRemoved(kept))
        {
            Removed(node);
        }
        else if (node.Children.Count == 0)
        {
            Content(Slice(node.Span));
        }
        else
        {
            Inside(node);
        }
    }

    /// <summary>Items with separators: one goes with each item that goes, so that they stand between items and nowhere else.</summary>
    private void List(PromptNode node)
    {
        int written = 0;
        for (int i = 0; i < node.Children.Count; i++)
        {
            PromptNode child = node.Children[i];
            if (Vanishes(child))
            {
                continue;
            }

            if (written++ == 0)
            {
                Gap(node.Span.Start, node.Children[0].Span.Start);
            }
            else
            {
                Gap(node.Children[i - 1].Span.End, child.Span.Start);
            }

            Write(child);
        }

        if (written == 0)
        {
            Gap(node.Span.Start, node.Children[0].Span.Start);
            Hole();
        }

        Gap(node.Children[^1].Span.End, node.Span.End);
    }

    private bool Vanishes(PromptNode node) =>
        (_substitute is null || node.Kind == PromptPartKind.Tool)
        && !node.IsGuarded
        && node.IsRemoved(kept);

    private void Removed(PromptNode node)
    {
        if (_substitute is null && !node.IsGuarded)
        {
            Hole();
            return;
        }

        Gap(node.Span.Start, node.Body.Start);
        int at = node.Body.Start;
        foreach (TextSpan span in node.Fixed)
        {
            Stretch(at, span.Start, node.Form);
            Content(Slice(span));
            at = span.End;
        }

        Stretch(at, node.Body.End, node.Form);
        Gap(node.Body.End, node.Span.End);
    }

    /// <summary>A stretch of a part that is taken away; the white space at its ends stays as between parts.</summary>
    private void Stretch(int start, int end, NodeForm form)
    {
        TextSpan core = new TextSpan(start, end).Trimmed(text);
        Gap(start, core.Start);
        if (core.End > core.Start)
        {
            if (_substitute is null)
            {
                Hole();
            }
            else
            {
                Content(Written(_substitute, form));
            }
        }

        Gap(Math.Max(core.Start, core.End), end);
    }

    private static string Written(string substitute, NodeForm form) =>
        form switch
        {
            NodeForm.JsonValue => $"\"{JsonEncodedText.Encode(substitute)}\"",
            NodeForm.JsonString => JsonEncodedText.Encode(substitute).ToString(),
            _ => substitute,
        };

    /// <summary>Text that stays, between parts. What follows one another is one gap, wherever nodes begin and end in it.</summary>
    private void Gap(int start, int end) => _gap.Append(text, start, end - start);

    private void Content(ReadOnlySpan<char> content)
    {
        EndGap();
        _joiner.Content(content);
    }

    private void Hole()
    {
        EndGap();
        _joiner.Hole();
    }

    private void EndGap()
    {
        if (_gap.Length > 0)
        {
            _joiner.Gap(_gap.ToString());
            _gap.Clear();
        }
    }

    private ReadOnlySpan<char> Slice(TextSpan span) =>
        text.AsSpan(span.Start, span.End - span.Start);
}

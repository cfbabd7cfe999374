using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;
using Interplay.Masks;

namespace Interplay.Lenses.Prompts;

/// <summary>One text of a prompt, a message's content or the tools, with the tree of what is ablated in it.</summary>
internal sealed record PromptText(string Text, PromptNode Root)
{
    /// <summary>Whether anything in it is ablated.</summary>
    public bool HasParts => Root.Children.Count > 0;

    /// <summary>A text of which nothing is ablated yet.</summary>
    public static PromptText Of(string text)
    {
        var all = new TextSpan(0, text.Length);
        return new PromptText(
            text,
            new PromptNode
            {
                Span = all,
                Body = all,
                IsBare = true,
            }
        );
    }

    /// <summary>The text with the parts that are not kept taken away.</summary>
    public string Ablate(Mask kept, PromptLensOptions options)
    {
        var writing = new PromptWriting(Text, kept, options);
        writing.Inside(Root);
        return writing.Finish();
    }
}

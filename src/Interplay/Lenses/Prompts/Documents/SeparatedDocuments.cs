using Interplay.Lenses.Prompts.Nodes;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>Documents between rules (<c>---</c>). A first block that ends with a colon introduces them, a last one that asks is the question.</summary>
internal static class SeparatedDocuments
{
    public static MessageDocuments Find(string text)
    {
        List<TextSpan> blocks = Blocks(text);
        if (blocks.Count < 2)
        {
            return MessageDocuments.None;
        }

        blocks[0] = WithoutIntroduction(text, blocks[0]);
        TextSpan last = blocks[^1];
        blocks[^1] = BlockEnd.Asks(text.AsSpan(last.Start, last.End - last.Start))
            ? last with
            {
                End = last.Start,
            }
            : last with
            {
                End = BlockEnd.Of(text, last, oneParagraph: false),
            };
        return new MessageDocuments(
            [
                .. blocks
                    .Where(static block => block.End > block.Start)
                    .Select(static block => new PromptNode
                    {
                        Span = block,
                        Body = block,
                        Kind = PromptPartKind.Document,
                    }),
            ],
            true
        );
    }

    private static List<TextSpan> Blocks(string text)
    {
        var blocks = new List<TextSpan>();
        int start = 0;
        foreach (TextSpan line in TextLines.Of(text))
        {
            if (Markers.IsRule(text.AsSpan(line.Start, line.End - line.Start)))
            {
                blocks.Add(new TextSpan(start, line.Start).Trimmed(text));
                start = line.End;
            }
        }

        blocks.Add(new TextSpan(start, text.Length).Trimmed(text));
        blocks.RemoveAll(static block => block.End <= block.Start);
        return blocks;
    }

    /// <summary>A first block whose first paragraph ends with a colon begins behind that.</summary>
    private static TextSpan WithoutIntroduction(string text, TextSpan block)
    {
        List<TextSpan> paragraphs = LineSplitter.Split(
            text.AsSpan(block.Start, block.End - block.Start),
            2
        );
        if (text[block.Start + paragraphs[0].End - 1] != ':')
        {
            return block;
        }

        return paragraphs.Count > 1
            ? block with
            {
                Start = block.Start + paragraphs[1].Start,
            }
            : block with
            {
                End = block.Start,
            };
    }
}

using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>The lines of a text, without what breaks them.</summary>
internal static class TextLines
{
    public static List<TextSpan> Of(ReadOnlySpan<char> text)
    {
        var lines = new List<TextSpan>();
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == '\n')
            {
                int end = i > start && text[i - 1] == '\r' ? i - 1 : i;
                lines.Add(new TextSpan(start, end));
                start = i + 1;
            }
        }

        return lines;
    }
}

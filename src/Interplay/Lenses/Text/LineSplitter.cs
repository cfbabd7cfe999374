namespace Interplay.Lenses.Text;

/// <summary>Cuts a text at stretches of white space that hold enough line breaks.</summary>
internal static class LineSplitter
{
    /// <summary>The blocks of <paramref name="text"/> between white space with at least <paramref name="breaks"/> line breaks: 1 for lines, 2 for paragraphs.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text, int breaks)
    {
        var blocks = new List<TextSpan>();
        int start = -1;
        int end = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                continue;
            }

            if (start >= 0 && i > end && Spacing.LineBreaks(text[end..i]) >= breaks)
            {
                blocks.Add(new TextSpan(start, end));
                start = i;
            }

            start = start < 0 ? i : start;
            end = i + 1;
        }

        if (start >= 0)
        {
            blocks.Add(new TextSpan(start, end));
        }

        return blocks;
    }
}

namespace Interplay.Lenses.Text;

/// <summary>A stretch of a text in UTF-16 units.</summary>
internal readonly record struct TextSpan(int Start, int End)
{
    /// <summary>The stretch of <paramref name="text"/> without the white space at its ends; empty when there is nothing else.</summary>
    public TextSpan Trimmed(ReadOnlySpan<char> text)
    {
        int start = Start;
        int end = End;
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return new TextSpan(start, end);
    }
}

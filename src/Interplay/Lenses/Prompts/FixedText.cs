using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts;

/// <summary>Finds the text that is never ablated.</summary>
internal static class FixedText
{
    private const string PatternPrefix = "regex:";

    /// <summary>The stretches in order, those that touch or overlap joined.</summary>
    public static List<TextSpan> Find(string text, IReadOnlyList<string> patterns)
    {
        var found = new List<TextSpan>();
        foreach (string pattern in patterns)
        {
            if (pattern.StartsWith(PatternPrefix, StringComparison.Ordinal))
            {
                found.AddRange(PatternSplitter.Split(text, pattern[PatternPrefix.Length..]));
                continue;
            }

            for (
                int at = text.IndexOf(pattern, StringComparison.Ordinal);
                at >= 0;
                at = text.IndexOf(pattern, at + pattern.Length, StringComparison.Ordinal)
            )
            {
                found.Add(new TextSpan(at, at + pattern.Length));
            }
        }

        return Joined(found);
    }

    private static List<TextSpan> Joined(List<TextSpan> found)
    {
        found.Sort(static (a, b) => a.Start != b.Start ? a.Start - b.Start : a.End - b.End);
        var joined = new List<TextSpan>(found.Count);
        foreach (TextSpan span in found)
        {
            if (joined.Count > 0 && span.Start <= joined[^1].End)
            {
                joined[^1] = joined[^1] with { End = Math.Max(joined[^1].End, span.End) };
            }
            else
            {
                joined.Add(span);
            }
        }

        return joined;
    }
}

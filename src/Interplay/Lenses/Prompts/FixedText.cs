using Interplay.Lenses.Prompts.Messages;
using Interplay.Lenses.Text;

namespace Interplay.Lenses.Prompts;

/// <summary>Finds the text that is never ablated.</summary>
internal static class FixedText
{
    private const string PatternPrefix = "regex:";

    /// <summary>Characters of each text that an error quotes.</summary>
    private const int Quoted = 200;

    /// <summary>Every pattern has to stand somewhere in a prompt: one that does not fixes nothing, which is never what was meant.</summary>
    /// <exception cref="InterplayException"><c>fixed-not-found</c>.</exception>
    public static void Check(Prompt prompt, IReadOnlyList<string> patterns)
    {
        string[] texts = Texts(prompt);
        foreach (string pattern in patterns)
        {
            if (!Array.Exists(texts, text => Find(text, [pattern]).Count > 0))
            {
                throw NotFound(pattern, prompt, texts);
            }
        }
    }

    /// <summary>What there is to be found in a prompt, each text by its beginning.</summary>
    public static string Quote(Prompt prompt) =>
        string.Join(
            ", ",
            Texts(prompt)
                .Where(static text => text.Length > 0)
                .Select(static text =>
                    $"'{(text.Length <= Quoted ? text : string.Concat(text.AsSpan(0, Quoted), "…")).ReplaceLineEndings(" ")}'"
                )
        );

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

    private static InterplayException NotFound(string pattern, Prompt prompt, string[] texts)
    {
        bool isPattern = pattern.StartsWith(PatternPrefix, StringComparison.Ordinal);
        string how =
            isPattern ? "the pattern matches nowhere in"
            : Array.Exists(texts, text => IsPattern(text, pattern))
                ? $"it is taken as it stands ('{PatternPrefix}{pattern}' would be a pattern), and does not stand in"
            : "it is taken as it stands, space and case count, and does not stand in";
        return new InterplayException(
            ErrorKind.Request,
            "fixed-not-found",
            $"Fixed text '{pattern}': {how} the prompt, which says {Quote(prompt)}."
        );
    }

    private static string[] Texts(Prompt prompt) =>
        [
            .. prompt.Messages.Select(static message => message.Content),
            .. prompt.Tools is { } tools ? [tools] : Array.Empty<string>(),
        ];

    private static bool IsPattern(string text, string pattern)
    {
        try
        {
            return Find(text, [PatternPrefix + pattern]).Count > 0;
        }
        catch (InterplayException)
        {
            // No pattern at all.
            return false;
        }
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

using System.Globalization;
using System.Text.RegularExpressions;

namespace Interplay.Lenses.Text;

/// <summary>Finds the matches of a regular expression that came from outside, in time linear in the text.</summary>
internal static class PatternSplitter
{
    /// <summary>Guards against patterns whose automaton is large; matching itself is linear.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>The matches in order, empty ones left out.</summary>
    public static List<TextSpan> Split(string text, string pattern)
    {
        try
        {
            var expression = new Regex(
                pattern,
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                Timeout
            );
            var matches = new List<TextSpan>();
            foreach (ValueMatch match in expression.EnumerateMatches(text))
            {
                if (match.Length > 0)
                {
                    matches.Add(new TextSpan(match.Index, match.Index + match.Length));
                }
            }

            return matches;
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "pattern-too-slow",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The pattern '{pattern}' took more than {Timeout.TotalSeconds} seconds on a text of {text.Length} characters; use a simpler one."
                ),
                e
            );
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "pattern-malformed",
                $"'{pattern}' is not a regular expression that can be matched in linear time: {e.Message}",
                e
            );
        }
    }
}

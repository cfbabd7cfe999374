using System.Globalization;
using System.Text.RegularExpressions;

namespace Interplay.Llm.Answers;

/// <summary>
/// What a regular expression finds in the answer: the number in its first group where it has one, else 1 for a match and 0 for none. It is matched
/// without backtracking, in time linear in the answer, so that no answer can hold up a run.
/// </summary>
public sealed class PatternMeasure : TextMeasure
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly Regex _pattern;
    private readonly bool _isNumber;
    private readonly double? _otherwise;

    /// <summary>Creates the measure.</summary>
    /// <param name="pattern">The expression; look-around and back-references, which need backtracking, are not possible.</param>
    /// <param name="otherwise">With a group: the number where nothing matches or the group holds no number; null makes that an error.</param>
    /// <exception cref="InterplayException"><c>measure-malformed</c>: the expression cannot be read or needs backtracking.</exception>
    public PatternMeasure(string pattern, double? otherwise = null)
        : base(
            $"pattern:{RawOutputs.Quote(pattern)}",
            pattern,
            string.Create(CultureInfo.InvariantCulture, $"{otherwise:R}")
        )
    {
        try
        {
            _pattern = new Regex(
                pattern,
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                Longest
            );
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "measure-malformed",
                $"The regular expression {RawOutputs.Quote(pattern)} cannot be used: {exception.Message}",
                exception
            );
        }

        _isNumber = _pattern.GetGroupNumbers().Length > 1;
        _otherwise = otherwise;
    }

    private protected override double Measure(string answer)
    {
        Match match = _pattern.Match(answer);
        if (!_isNumber)
        {
            return match.Success ? 1 : 0;
        }

        return
            match.Success
            && double.TryParse(
                match.Groups[1].ValueSpan,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double number
            )
            && double.IsFinite(number)
            ? number
            : Missing(_otherwise, answer, $"a number in the first group of {_pattern}");
    }
}

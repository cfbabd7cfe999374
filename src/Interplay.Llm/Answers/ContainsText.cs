namespace Interplay.Llm.Answers;

/// <summary>1 where the answer holds a given text, 0 where it does not.</summary>
/// <param name="text">The text, not empty.</param>
/// <param name="ignoreCase">Whether upper and lower case are the same.</param>
public sealed class ContainsText(string text, bool ignoreCase = true)
    : TextMeasure($"contains:{RawOutputs.Quote(text)}", text, $"{ignoreCase}")
{
    private protected override double Measure(string answer) =>
        answer.Contains(
            text,
            ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
        )
            ? 1
            : 0;
}

namespace Interplay.Llm.Answers;

/// <summary>1 where the answer is a given text, 0 where it is not. White space around either does not count.</summary>
/// <param name="reference">The text.</param>
/// <param name="ignoreCase">Whether upper and lower case are the same.</param>
public sealed class ExactMatch(string reference, bool ignoreCase = false)
    : TextMeasure("exact", reference, $"{ignoreCase}")
{
    private readonly string _reference = reference.Trim();

    private protected override double Measure(string answer) =>
        answer
            .AsSpan()
            .Trim()
            .Equals(
                _reference,
                ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal
            )
            ? 1
            : 0;
}

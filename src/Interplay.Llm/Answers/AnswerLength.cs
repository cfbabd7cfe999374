namespace Interplay.Llm.Answers;

/// <summary>The number of words of the answer: runs of characters that are not white space.</summary>
public sealed class AnswerLength() : TextMeasure("length")
{
    private protected override double Measure(string answer) =>
        answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
}

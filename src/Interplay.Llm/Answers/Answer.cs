using Interplay.ValueFunctions;

namespace Interplay.Llm.Answers;

/// <summary>What a model answered to one prompt.</summary>
/// <param name="Text">The answer; calls of tools as one line of JSON each where the model said nothing else; empty when it said nothing at all.</param>
/// <param name="IsRefused">Whether the endpoint withheld the answer: a content filter, or a refusal that it marks as one. A refusal in words is an answer.</param>
/// <param name="Cost">What it cost.</param>
public readonly record struct Answer(
    string Text,
    bool IsRefused = false,
    AblationCost Cost = default
)
{
    /// <summary>Whether there is nothing to measure: the answer was withheld, or is nothing but white space.</summary>
    public bool IsMissing => IsRefused || string.IsNullOrWhiteSpace(Text);

    /// <exception cref="InterplayException"><c>answer-missing</c>.</exception>
    internal Answer NotMissing() =>
        IsMissing
            ? throw new InterplayException(
                ErrorKind.ValueFunction,
                "answer-missing",
                "There is no answer to explain: it was refused or is empty."
            )
            : this;
}

namespace Interplay.Llm.Chat;

/// <summary>How a model judges answers.</summary>
public sealed record JudgeOptions
{
    /// <summary>
    /// What the judge is asked. <c>{question}</c>, <c>{reference}</c> and <c>{answer}</c> are filled in; it must ask for a number from 0 to 10 and nothing else.
    /// </summary>
    public string Template { get; init; } =
        """
            You compare answers. Question:
            {question}

            Reference answer:
            {reference}

            Answer to judge:
            {answer}

            How well does the answer to judge say what the reference answer says? Reply with one number from 0 (not at all) to 10 (entirely) and nothing else.
            """;

    /// <summary>The question, for <c>{question}</c>.</summary>
    public string Question { get; init; } = "";

    /// <summary>The answer to compare with, for <c>{reference}</c>.</summary>
    public string Reference { get; init; } = "";

    /// <summary>How often the judge is asked before a reply that is no number is an error, at least 1.</summary>
    public int MostAttempts { get; init; } = 3;

    /// <summary>Seed of the judge's sampling, for models that take one.</summary>
    public long Seed { get; init; } = 1;
}

using Interplay.Llm.Answers;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Documents;

/// <summary>How the needs of answers are found.</summary>
public sealed record DocumentNeedsOptions
{
    /// <summary>
    /// Finds the documents in the messages of a request; null takes them from the additional property <see cref="DocumentNeeds.DocumentsPropertyName"/> of its options.
    /// No document means nothing to explain.
    /// </summary>
    public Func<
        IReadOnlyList<ChatMessage>,
        ChatOptions?,
        IReadOnlyList<RetrievedDocument>
    >? Documents { get; init; }

    /// <summary>Whether every answer is explained; a request may say otherwise (<see cref="DocumentNeeds.ExplainPropertyName"/>).</summary>
    public bool ExplainsAlways { get; init; } = true;

    /// <summary>Up to so many documents every subset is asked for, 2^n calls; at most 12.</summary>
    public int ExhaustiveUpTo { get; init; } = 6;

    /// <summary>Most calls for more documents than that, at least 16.</summary>
    public int MostCalls { get; init; } = 64;

    /// <summary>Calls at a time to a chat client, unless said otherwise: fewer than to an endpoint, for an application's client serves its users too.</summary>
    public const int DefaultConcurrency = 4;

    /// <summary>Calls at a time, at least 1.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>
    /// What of the answer is left: a measure of how near another answer is to the one given. The default counts shared words (<see cref="WordOverlap"/>).
    /// </summary>
    public Func<string, IAnswerMeasure> Measure { get; init; } =
        static answer => new WordOverlap(answer);

    /// <summary>Scores the given answer by its log-probability instead of asking for other answers: gentler and without sampling noise, where an endpoint can do it.</summary>
    public Func<string, IPromptScorer>? Scorer { get; init; }

    /// <summary>Where ablations are kept; null keeps them for one answer only.</summary>
    public IJournal? Journal { get; init; }

    /// <summary>Seed of every random choice.</summary>
    public ulong Seed { get; init; } = 1;

    internal DocumentNeedsOptions Validated() =>
        ExhaustiveUpTo is >= 0 and <= 12 && MostCalls >= 16 && Concurrency >= 1
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "document-options-malformed",
                $"At most 12 documents exhaustively, at least 16 calls, at least 1 at a time; found {ExhaustiveUpTo}, {MostCalls} and {Concurrency}."
            );

    internal IReadOnlyList<RetrievedDocument> Of(
        IReadOnlyList<ChatMessage> messages,
        ChatOptions? options
    )
    {
        if (Documents is not null)
        {
            return Documents(messages, options);
        }

        object? given = null;
        options?.AdditionalProperties?.TryGetValue(DocumentNeeds.DocumentsPropertyName, out given);
        return given switch
        {
            null => [],
            IEnumerable<RetrievedDocument> documents => [.. documents],
            IEnumerable<string> texts =>
            [
                .. texts.Select(static (text, i) => new RetrievedDocument($"{i + 1}", text)),
            ],
            _ => throw new InterplayException(
                ErrorKind.Request,
                "document-options-malformed",
                $"'{DocumentNeeds.DocumentsPropertyName}' must hold documents or strings; found {given.GetType().Name}."
            ),
        };
    }
}

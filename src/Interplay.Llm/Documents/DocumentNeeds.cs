using Interplay.Reports;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Documents;

/// <summary>Which documents an answer needed.</summary>
public sealed record DocumentNeeds
{
    /// <summary>Under this name the result is in the additional properties of a response.</summary>
    public const string PropertyName = "interplay.document-needs";

    /// <summary>Under this name the documents of a request are in the additional properties of its options: <see cref="RetrievedDocument"/>s, or strings, which are numbered from 1.</summary>
    public const string DocumentsPropertyName = "interplay.documents";

    /// <summary>Under this name a request says, by true or false, whether it wants its answer explained.</summary>
    public const string ExplainPropertyName = "interplay.explain";

    /// <summary>Under this name a response says why there is no result.</summary>
    public const string FailurePropertyName = "interplay.document-needs-failure";

    /// <summary>The answer that was explained.</summary>
    public required string Answer { get; init; }

    /// <summary>The documents in the order of the parts.</summary>
    public required IReadOnlyList<RetrievedDocument> Documents { get; init; }

    /// <summary>What the documents do, what matters most first.</summary>
    public required IReadOnlyList<DocumentStatement> Statements { get; init; }

    /// <summary>The explanation behind the words, with how far to trust it.</summary>
    public required Explanation Explanation { get; init; }

    /// <summary>What the explanation cost beyond the answer itself.</summary>
    public required AblationCost Cost { get; init; }

    /// <summary>The statements in words, one sentence each.</summary>
    public IReadOnlyList<string> Sentences =>
        [.. Statements.Select(static statement => statement.Sentence)];

    /// <summary>The result that a response carries; null where it has none.</summary>
    public static DocumentNeeds? Of(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return
            response.AdditionalProperties is { } properties
            && properties.TryGetValue(PropertyName, out object? value)
            ? value as DocumentNeeds
            : null;
    }
}

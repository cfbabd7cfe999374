using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Documents;
using Interplay.Reports;
using Interplay.Runs;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Hosting;

/// <summary>Explains prompts with the scorer or chat client, the journal and the logger of the application. Safe for use by many threads.</summary>
public interface IPromptExplainer
{
    /// <summary>
    /// Explains which parts of a prompt a score depends on. With a scorer that is its first readable number: the log-probability of a continuation, or the first
    /// label or measure. Without one the chat client answers the whole prompt once, and what is explained is how near its answers to the
    /// ablated prompts are to that answer.
    /// </summary>
    /// <param name="lens">The prompt and its parts.</param>
    /// <param name="scorer">What scores ablated prompts; null takes the one that is registered, else the registered chat client.</param>
    /// <param name="options">How; null takes <see cref="InterplayOptions.Explain"/>. A readout given here goes before every other.</param>
    /// <param name="progress">Receives the progress.</param>
    /// <param name="cancellationToken">Stops the run; what was evaluated stays in the journal.</param>
    /// <exception cref="InterplayException"><c>scorer-missing</c>: neither a scorer nor a chat client is there. <c>answer-missing</c>: the client gave no answer to compare with.</exception>
    Task<Explanation> ExplainAsync(
        ILens<Prompt> lens,
        IPromptScorer? scorer = null,
        ExplainOptions? options = null,
        IProgress<ExplainProgress>? progress = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Has the registered chat client answer, and says which of the documents the answer needed.</summary>
    /// <param name="messages">The messages, with the documents in them word for word.</param>
    /// <param name="documents">The documents, at least two.</param>
    /// <param name="options">Options of the request.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <exception cref="InterplayException"><c>scorer-missing</c>: no chat client is registered. <c>documents-too-few</c>, <c>document-not-found</c>, <c>answer-missing</c>.</exception>
    Task<DocumentNeeds> ExplainDocumentsAsync(
        IReadOnlyList<ChatMessage> messages,
        IReadOnlyList<RetrievedDocument> documents,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    );
}

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Interplay.Llm.Documents;

/// <summary>Middleware for chat clients.</summary>
public static class DocumentNeedsExtensions
{
    /// <summary>
    /// Makes the responses of a client say which retrieved documents they needed. In a pipeline:
    /// <c>builder.Use((inner, services) => inner.WithDocumentNeeds())</c>.
    /// </summary>
    /// <param name="client">The client that answers.</param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <param name="logger">Receives what was explained and what failed; null logs nothing.</param>
    public static DocumentNeedsChatClient WithDocumentNeeds(
        this IChatClient client,
        DocumentNeedsOptions? options = null,
        ILogger<DocumentNeedsChatClient>? logger = null
    ) => new(client, options, logger);
}

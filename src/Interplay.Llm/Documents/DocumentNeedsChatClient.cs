using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Interplay.Llm.Documents;

/// <summary>
/// A chat client whose responses say which of the retrieved documents their answers needed: "Needs 2 and 7 together", "Either 2 or 5 is enough", "8 changes
/// nothing". It asks the inner client again with documents removed (<see cref="DocumentNeedsOptions"/> says how often) and puts <see cref="DocumentNeeds"/> into the additional
/// properties of the response. An answer is never lost to a failed explanation: the response then says why (<see cref="DocumentNeeds.FailurePropertyName"/>).
/// Put it inside of whatever calls functions or caches answers to other questions, since every ablation is a request.
/// </summary>
public sealed partial class DocumentNeedsChatClient : DelegatingChatClient
{
    private readonly DocumentNeedsOptions _options;
    private readonly ILogger _logger;

    /// <summary>Wraps a client.</summary>
    /// <param name="inner">The client that answers, also with documents removed.</param>
    /// <param name="options">How; null takes the defaults.</param>
    /// <param name="logger">Receives what was explained and what failed, without any text of the messages; null logs nothing.</param>
    /// <exception cref="InterplayException"><c>document-options-malformed</c>.</exception>
    public DocumentNeedsChatClient(
        IChatClient inner,
        DocumentNeedsOptions? options = null,
        ILogger<DocumentNeedsChatClient>? logger = null
    )
        : base(inner)
    {
        _options = (options ?? new DocumentNeedsOptions()).Validated();
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    /// <summary>Says which documents an answer needed, on demand.</summary>
    /// <param name="messages">The messages that were answered.</param>
    /// <param name="response">The answer.</param>
    /// <param name="options">The options of the request; also where documents are looked for.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <exception cref="InterplayException">
    /// <c>documents-too-few</c>, <c>document-not-found</c>, <c>answer-missing</c>: there is nothing to explain. <c>value-function-failed</c>: the inner client failed.
    /// </exception>
    public Task<DocumentNeeds> ExplainAsync(
        IEnumerable<ChatMessage> messages,
        ChatResponse response,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(response);
        ChatMessage[] asked = [.. messages];
        return ExplainAsync(
            asked,
            _options.Of(asked, options),
            response,
            options,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ChatMessage[] asked = [.. messages];
        ChatResponse response = await base.GetResponseAsync(
            asked,
            WithoutOurs(options),
            cancellationToken
        );
        if (Wants(options))
        {
            foreach (
                (string name, object value) in await FindAsync(
                    asked,
                    response,
                    options,
                    cancellationToken
                )
            )
            {
                (response.AdditionalProperties ??= [])[name] = value;
            }
        }

        return response;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ChatMessage[] asked = [.. messages];
        var updates = new List<ChatResponseUpdate>();
        await foreach (
            ChatResponseUpdate update in base.GetStreamingResponseAsync(
                asked,
                WithoutOurs(options),
                cancellationToken
            )
        )
        {
            updates.Add(update);
            yield return update;
        }

        if (!Wants(options))
        {
            yield break;
        }

        ChatResponse response = updates.ToChatResponse();
        // No message id: the properties are those of the response, not of its last message.
        var last = new ChatResponseUpdate
        {
            ResponseId = response.ResponseId,
            AdditionalProperties = [],
        };
        foreach (
            (string name, object value) in await FindAsync(
                asked,
                response,
                options,
                cancellationToken
            )
        )
        {
            last.AdditionalProperties[name] = value;
        }

        if (last.AdditionalProperties.Count > 0)
        {
            yield return last;
        }
    }

    /// <summary>What goes into the properties of the response: the needs, why there are none, or nothing where there are no documents.</summary>
    private async Task<(string Name, object Value)[]> FindAsync(
        ChatMessage[] messages,
        ChatResponse response,
        ChatOptions? options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            IReadOnlyList<RetrievedDocument> documents = _options.Of(messages, options);
            return documents.Count == 0
                ? []
                :
                [
                    (
                        DocumentNeeds.PropertyName,
                        await ExplainAsync(
                            messages,
                            documents,
                            response,
                            options,
                            cancellationToken
                        )
                    ),
                ];
        }
        catch (InterplayException exception)
        {
            LogFailed(exception.Name);
            return [(DocumentNeeds.FailurePropertyName, $"{exception.Name}: {exception.Message}")];
        }
    }

    private async Task<DocumentNeeds> ExplainAsync(
        ChatMessage[] messages,
        IReadOnlyList<RetrievedDocument> documents,
        ChatResponse response,
        ChatOptions? options,
        CancellationToken cancellationToken
    )
    {
        DocumentNeeds needs = await new DocumentStudy(InnerClient, _options).ExplainAsync(
            messages,
            documents,
            WithoutOurs(options),
            response,
            cancellationToken
        );
        LogExplained(documents.Count, needs.Explanation.Ablations, needs.Cost.Calls);
        return needs;
    }

    private bool Wants(ChatOptions? options)
    {
        object? wanted = null;
        options?.AdditionalProperties?.TryGetValue(DocumentNeeds.ExplainPropertyName, out wanted);
        return wanted is bool isWanted ? isWanted : _options.ExplainsAlways;
    }

    /// <summary>Our properties are no business of the provider; some clients send all of them on.</summary>
    private static ChatOptions? WithoutOurs(ChatOptions? options)
    {
        if (options?.AdditionalProperties is null)
        {
            return options;
        }

        ChatOptions copy = options.Clone();
        copy.AdditionalProperties?.Remove(DocumentNeeds.DocumentsPropertyName);
        copy.AdditionalProperties?.Remove(DocumentNeeds.ExplainPropertyName);
        return copy;
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Explained which of {Documents} documents an answer needed, from {Ablations} ablations and {Calls} calls."
    )]
    private partial void LogExplained(int documents, int ablations, int calls);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "Could not explain which documents an answer needed: {Error}."
    )]
    private partial void LogFailed(string error);
}

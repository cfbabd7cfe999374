using Microsoft.Extensions.AI;

namespace Interplay.Llm.Chat;

/// <summary>Calls of other people's clients: what they throw gets a name, and a key that they quote is taken out.</summary>
internal static class ChatFailure
{
    /// <summary>Asks a client.</summary>
    /// <exception cref="InterplayException"><c>chat-client-failed</c>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public static async Task<ChatResponse> GuardAsync(
        IChatClient client,
        IEnumerable<ChatMessage> messages,
        ChatOptions? options,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not InterplayException)
        {
            throw Of(exception);
        }
    }

    /// <summary>Asks a client for a text.</summary>
    /// <exception cref="InterplayException"><c>chat-client-failed</c>.</exception>
    public static Task<ChatResponse> GuardAsync(
        IChatClient client,
        string question,
        ChatOptions? options,
        CancellationToken cancellationToken
    ) => GuardAsync(client, [new ChatMessage(ChatRole.User, question)], options, cancellationToken);

    private static InterplayException Of(Exception exception)
    {
        // An exception that quotes a key must not travel on: whoever prints it would print the key.
        bool holdsKey = EnvironmentKeys.Mask(exception.ToString(), out _);
        EnvironmentKeys.Mask(exception.Message, out string message);
        return new InterplayException(
            ErrorKind.ValueFunction,
            "chat-client-failed",
            $"The chat client failed ({exception.GetType().Name}): {message}",
            holdsKey ? null : exception
        );
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Interplay.Integration.Tests.Llm.Chat;

/// <summary>A chat client in this process that truly answers from what stands in its messages, by a rule.</summary>
internal sealed class RuleClient(Func<string, string> rule, string model = "rules-1") : IChatClient
{
    private int _calls;

    public int Calls => _calls;

    /// <summary>The options of the last call.</summary>
    public ChatOptions? LastOptions { get; private set; }

    /// <summary>The messages of the last call.</summary>
    public IReadOnlyList<ChatMessage> LastMessages { get; private set; } = [];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        Interlocked.Increment(ref _calls);
        LastOptions = options;
        LastMessages = [.. messages];
        string text = string.Join('\n', LastMessages.Select(static message => message.Text));
        string answer = rule(text);
        return Task.FromResult(
            new ChatResponse(new ChatMessage(ChatRole.Assistant, answer))
            {
                ModelId = model,
                FinishReason =
                    answer == "REFUSED" ? ChatFinishReason.ContentFilter : ChatFinishReason.Stop,
                Usage = new UsageDetails
                {
                    InputTokenCount = text.Length / 4,
                    OutputTokenCount = answer.Length / 4,
                },
            }
        );
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        string text = response.Text;
        foreach (string piece in (string[])[text[..(text.Length / 2)], text[(text.Length / 2)..]])
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece)
            {
                ResponseId = "r",
                MessageId = "m",
            };
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("rules", null, model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() { }
}

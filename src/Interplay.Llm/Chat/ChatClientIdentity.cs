using Microsoft.Extensions.AI;

namespace Interplay.Llm.Chat;

/// <summary>Who answers: the provider and the model, without the address.</summary>
internal static class ChatClientIdentity
{
    /// <summary>The identity of a client; a client that says nothing of itself is known by its type alone.</summary>
    public static string Of(IChatClient client, string? modelId = null)
    {
        var metadata = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return Fingerprint.Of(
            metadata?.ProviderName ?? client.GetType().FullName ?? "",
            modelId ?? metadata?.DefaultModelId ?? ""
        );
    }
}

#:project ../src/Interplay.Llm/Interplay.Llm.csproj

// Which retrieved documents did the answer of a chat client need? Any IChatClient will do; this one is a rule in this process.
// dotnet run samples/chat-client.cs
using Interplay.Llm.Documents;
using Microsoft.Extensions.AI;

string[] documents =
[
    "Ferries to Mora leave from pier 4.",
    "Mora is an island.",
    "The last ferry from pier 4 leaves at 21:30.",
    "Timetable of pier 4: 8:00, 14:00 and, the last one, 21:30.",
    "Dogs travel free.",
];

using var client = new FerryClerk().WithDocumentNeeds();
var question = new ChatMessage(ChatRole.User, "When does the last ferry to Mora leave?");
var context = new ChatMessage(ChatRole.System, string.Join('\n', documents));
var options = new ChatOptions
{
    AdditionalProperties = new() { [DocumentNeeds.DocumentsPropertyName] = documents },
};

ChatResponse response = await client.GetResponseAsync([context, question], options);
Console.WriteLine(response.Text);
foreach (string sentence in DocumentNeeds.Of(response)!.Sentences)
{
    Console.WriteLine($"- {sentence}");
}

// Knows the pier from one document, and its last departure from either of two others.
sealed class FerryClerk : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        string text = string.Concat(messages.Select(message => message.Text));
        bool knows = text.Contains("to Mora leave from pier 4") && text.Contains("21:30");
        string answer = knows ? "The last ferry leaves at 21:30." : "Sorry, no idea!";
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException("This clerk answers in one piece.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}

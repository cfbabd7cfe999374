using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Answers;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Chat;

/// <summary>
/// Any <see cref="IChatClient"/> as a source of answers. Retries, rate limits and timeouts are the client's own. Its identity is the provider and the model
/// that the client names, and the options here; a client that names no model must be given one in the options, or a journal could mix models.
/// </summary>
public sealed class ChatClientAnswers : IAnswerSource
{
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions)
    {
        WriteIndented = false,
    };

    private readonly IChatClient _client;
    private readonly ChatAnswerOptions _options;

    /// <summary>Wraps a client; it stays the caller's to dispose of.</summary>
    /// <param name="client">The client.</param>
    /// <param name="options">How it is asked; null takes the defaults.</param>
    /// <exception cref="InterplayException"><c>chat-options-malformed</c>: a temperature below 0, or no tokens for an answer.</exception>
    public ChatClientAnswers(IChatClient client, ChatAnswerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _options = options ?? new ChatAnswerOptions();
        if (!(_options.Temperature >= 0) || _options.MaxOutputTokens < 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "chat-options-malformed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The temperature must be at least 0 and answers need at least 1 token; found {_options.Temperature} and {_options.MaxOutputTokens}."
                )
            );
        }

        Fingerprint = Interplay.Fingerprint.Of(
            nameof(ChatClientAnswers),
            ChatClientIdentity.Of(client, _options.ModelId),
            _options.Temperature.ToString("R", CultureInfo.InvariantCulture),
            _options.Seed.ToString(CultureInfo.InvariantCulture),
            _options.MaxOutputTokens?.ToString(CultureInfo.InvariantCulture) ?? ""
        );
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>chat-client-failed</c>: the client threw. <c>role-unknown</c>, <c>tools-malformed</c>: the prompt cannot be sent.</exception>
    public async ValueTask<Answer> AnswerAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(prompt);
        long start = Stopwatch.GetTimestamp();
        var options = new ChatOptions
        {
            ModelId = _options.ModelId,
            Temperature = _options.Temperature,
            Seed = _options.Seed,
            MaxOutputTokens = _options.MaxOutputTokens,
            Tools = ChatMessages.ToolsOf(prompt),
        };
        ChatResponse response = await ChatFailure.GuardAsync(
            _client,
            ChatMessages.Of(prompt),
            options,
            cancellationToken
        );
        return AnswerOf(response, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>The answer of a response: its text, or the calls of tools where there is none.</summary>
    internal static Answer AnswerOf(ChatResponse response, TimeSpan duration)
    {
        AIContent[] contents =
        [
            .. response.Messages.SelectMany(static message => message.Contents),
        ];
        bool isRefused =
            response.FinishReason == ChatFinishReason.ContentFilter
            || contents.OfType<ErrorContent>().Any(static error => error.ErrorCode == "Refusal");
        string text = response.Text;
        if (text.Length == 0)
        {
            text = string.Join('\n', contents.OfType<FunctionCallContent>().Select(Written));
        }

        return new Answer(text, isRefused, CostOf(response, duration));
    }

    internal static AblationCost CostOf(ChatResponse response, TimeSpan duration) =>
        new(
            1,
            response.Usage?.InputTokenCount ?? 0,
            response.Usage?.OutputTokenCount ?? 0,
            duration
        );

    private static string Written(FunctionCallContent call) =>
        $$"""{"name":{{RawOutputs.Quote(call.Name)}},"arguments":{{JsonSerializer.Serialize(
            call.Arguments,
            OneLine
        )}}}""";
}

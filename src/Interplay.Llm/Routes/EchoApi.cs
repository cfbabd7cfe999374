using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>The log-probabilities of a whole plain text by <c>/v1/completions</c> with <c>echo</c>.</summary>
internal sealed class EchoApi(EndpointClient client, string model) : IScoringApi
{
    private readonly CompletionApi _completions = new(client, model);

    /// <summary>Servers that refuse to write nothing write one token, which is dropped.</summary>
    private volatile int _written;

    public ScoringRoute Route => ScoringRoute.Echo;

    public bool SeesListsOnly => false;

    public int Calls(int tokens, bool isPlain) => 1;

    public ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) => _completions.GenerateAsync(prompt, mostTokens, cancellationToken);

    public async ValueTask<EndpointAnswer<ScoredToken[]>> ScoreAsync(
        Prompt prompt,
        string continuation,
        ScoredToken[]? tokens,
        CancellationToken cancellationToken
    )
    {
        int written = _written;
        try
        {
            return await AskAsync(prompt, continuation, written, cancellationToken);
        }
        catch (EndpointRefusedException exception) when (exception.IsAboutRequest && written == 0)
        {
            EndpointAnswer<ScoredToken[]> answer = await AskAsync(
                prompt,
                continuation,
                1,
                cancellationToken
            );
            _written = 1;
            return answer;
        }
    }

    private ValueTask<EndpointAnswer<ScoredToken[]>> AskAsync(
        Prompt prompt,
        string continuation,
        int written,
        CancellationToken cancellationToken
    )
    {
        ReadOnlyMemory<byte> body = RequestJson.Write(
            (model, text: RequestJson.PlainText(prompt) + continuation, written),
            static (writer, state) =>
            {
                writer.WriteString("model"u8, state.model);
                writer.WriteString("prompt"u8, state.text);
                writer.WriteNumber("max_tokens"u8, state.written);
                writer.WriteNumber("temperature"u8, 0);
                writer.WriteBoolean("echo"u8, true);
                writer.WriteNumber("logprobs"u8, 1);
            }
        );
        return client.SendAsync(
            new EndpointRequest(CompletionApi.Path, CompletionApi.Operation, body),
            answer => Read(answer, continuation, written),
            cancellationToken
        );
    }

    private static ScoredToken[] Read(JsonElement answer, string continuation, int written)
    {
        ServerToken[] tokens = CompletionApi.ReadTokens(AnswerReader.Choice(answer));
        return ContinuationAlignment.Align(
            new ArraySegment<ServerToken>(tokens, 0, Math.Max(0, tokens.Length - written)),
            continuation
        );
    }
}

using System.Text.Json;
using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Requests;

/// <summary>A request to /v1/completions.</summary>
/// <param name="Prompts">The prompts, read; at least one.</param>
/// <param name="Sampling">How to answer.</param>
/// <param name="HasLogProbabilities">Whether log-probabilities of the answer (and of what is echoed) are given.</param>
/// <param name="PromptAlternatives">Alternatives in vLLM's prompt_logprobs; null where they are not given.</param>
/// <param name="NamesTokensById">Whether tokens are written <c>token_id:5</c> instead of their text (vLLM).</param>
/// <param name="Streams">Whether the answer comes as server-sent events.</param>
/// <param name="StreamsUsage">Whether the last event tells the usage.</param>
internal sealed record CompletionRequest(
    IReadOnlyList<ServedPrompt> Prompts,
    Sampling Sampling,
    bool HasLogProbabilities,
    int? PromptAlternatives,
    bool NamesTokensById,
    bool Streams,
    bool StreamsUsage
)
{
    private const int MostPrompts = 256;

    /// <summary>Reads a request.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static CompletionRequest Read(RequestBody body, IServedModel model)
    {
        Sampling sampling = SamplingFields.Read(body);
        int? alternatives = body.Whole("logprobs", 0, SamplingFields.MostAlternatives);
        bool echoes = body.Flag("echo");
        int? asked = sampling.PromptAlternatives;
        bool scoresEcho = echoes && alternatives is not null;
        sampling = sampling with
        {
            MaxTokens = body.Whole("max_tokens", 0, int.MaxValue) ?? 16,
            Echoes = echoes,
            Alternatives = alternatives ?? 0,
            // One run serves echo and prompt_logprobs; each then shows as many as it was asked for.
            PromptAlternatives = scoresEcho ? Math.Max(alternatives!.Value, asked ?? 0) : asked,
        };
        bool streams = body.Flag("stream");
        if (streams && (echoes || asked is not null))
        {
            throw ApiException.Invalid(
                "stream",
                "cannot be true together with echo or prompt_logprobs."
            );
        }

        JsonElement prompt =
            body.Any("prompt")
            ?? throw new ApiException(400, "'prompt' is missing.", "prompt", "missing_field");
        List<ServedPrompt> prompts = ReadPrompts(prompt, model);
        if (streams && prompts.Count > 1)
        {
            throw ApiException.Invalid("stream", "takes a single prompt.");
        }

        prompts.ForEach(one => model.Check(one, sampling, "prompt"));
        return new CompletionRequest(
            prompts,
            sampling,
            alternatives is not null,
            asked,
            body.Flag("return_tokens_as_token_ids"),
            streams,
            SamplingFields.StreamsUsage(body)
        );
    }

    /// <summary>A text, token ids, texts, or lists of token ids.</summary>
    private static List<ServedPrompt> ReadPrompts(JsonElement prompt, IServedModel model)
    {
        if (prompt.ValueKind != JsonValueKind.Array)
        {
            return [model.Read(RequestBody.Text(prompt, "prompt"))];
        }

        if (prompt.GetArrayLength() == 0 || prompt[0].ValueKind == JsonValueKind.Number)
        {
            return [model.Read(RequestBody.Tokens(prompt, "prompt"))];
        }

        if (prompt.GetArrayLength() > MostPrompts)
        {
            throw ApiException.Invalid(
                "prompt",
                $"must hold at most {MostPrompts} prompts; it holds {prompt.GetArrayLength()}."
            );
        }

        return
        [
            .. prompt
                .EnumerateArray()
                .Select(one =>
                    one.ValueKind == JsonValueKind.Array
                        ? model.Read(RequestBody.Tokens(one, "prompt"))
                        : model.Read(RequestBody.Text(one, "prompt"))
                ),
        ];
    }
}

using Interplay.ModelServer.Serving;

namespace Interplay.ModelServer.Requests;

/// <summary>A request to /v1/chat/completions.</summary>
/// <param name="Prompt">The conversation, read.</param>
/// <param name="Sampling">How to answer.</param>
/// <param name="HasLogProbabilities">Whether log-probabilities of the answer are given.</param>
/// <param name="NamesTokensById">Whether tokens are written <c>token_id:5</c> instead of their text (vLLM).</param>
/// <param name="Streams">Whether the answer comes as server-sent events.</param>
/// <param name="StreamsUsage">Whether the last event tells the usage.</param>
internal sealed record ChatRequest(
    ServedPrompt Prompt,
    Sampling Sampling,
    bool HasLogProbabilities,
    bool NamesTokensById,
    bool Streams,
    bool StreamsUsage
)
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static ChatRequest Read(RequestBody body, IServedModel model)
    {
        Sampling sampling = SamplingFields.Read(body);
        bool logProbabilities = body.Flag("logprobs");
        int? alternatives = body.Whole("top_logprobs", 0, SamplingFields.MostAlternatives);
        if (alternatives > 0 && !logProbabilities)
        {
            throw ApiException.Invalid("top_logprobs", "needs logprobs to be true.");
        }

        bool streams = body.Flag("stream");
        if (streams && sampling.PromptAlternatives is not null)
        {
            throw ApiException.Invalid("stream", "cannot be true together with prompt_logprobs.");
        }

        sampling = sampling with
        {
            MaxTokens =
                body.Whole("max_completion_tokens", 0, int.MaxValue)
                ?? body.Whole("max_tokens", 0, int.MaxValue),
            Alternatives = alternatives ?? 0,
        };
        ServedPrompt prompt = RequestMessages.Read(body, model);
        model.Check(prompt, sampling, "messages");
        return new ChatRequest(
            prompt,
            sampling,
            logProbabilities,
            body.Flag("return_tokens_as_token_ids"),
            streams,
            SamplingFields.StreamsUsage(body)
        );
    }
}

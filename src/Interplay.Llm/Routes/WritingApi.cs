using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>Lets a model write, by the route that every server has, without asking for log-probabilities: OpenAI's, or where that is refused Ollama's.</summary>
internal sealed class WritingApi(EndpointClient client, string model)
{
    private readonly CompletionApi _completions = new(client, model);
    private readonly ChatApi _chat = new(client, model, asksToContinue: false);
    private readonly OllamaApi _ollama = new(client, model);

    /// <summary>Whether OpenAI's route answered (1), or Ollama's did after it refused (-1).</summary>
    private volatile int _openAI;

    /// <summary>What the model writes, greedily.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="mostTokens">Most tokens, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException">Those of requests; where both routes are refused, that of OpenAI's.</exception>
    public async ValueTask<EndpointAnswer<string>> WriteAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    )
    {
        if (_openAI < 0)
        {
            return await _ollama.WriteAsync(prompt, mostTokens, cancellationToken);
        }

        try
        {
            EndpointAnswer<string> answer = await (
                prompt.IsPlain
                    ? _completions.WriteAsync(prompt, mostTokens, cancellationToken)
                    : _chat.WriteAsync(prompt, mostTokens, cancellationToken)
            );
            _openAI = 1;
            return answer;
        }
        catch (EndpointRefusedException refused) when (refused.IsAboutRequest && _openAI == 0)
        {
            try
            {
                EndpointAnswer<string> answer = await _ollama.WriteAsync(
                    prompt,
                    mostTokens,
                    cancellationToken
                );
                _openAI = -1;
                return answer;
            }
            catch (EndpointRefusedException second) when (second.IsAboutRequest)
            {
                throw refused;
            }
        }
    }
}

using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Answers;
using Interplay.Llm.Endpoints;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>An endpoint that answers prompts greedily.</summary>
internal sealed class EndpointAnswers(
    EndpointClient client,
    EndpointCapabilities capabilities,
    int tokens
) : IAnswerSource
{
    public string Fingerprint { get; } =
        Interplay.Fingerprint.Of("endpoint-answers/1", capabilities.Model, $"{tokens}");

    public async ValueTask<Answer> AnswerAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            SampledContinuation written = await EndpointProbe.SampleAsync(
                client,
                capabilities,
                prompt,
                tokens,
                cancellationToken
            );
            return new Answer(written.Text, Cost: written.Cost);
        }
        catch (InterplayException error) when (error.Name == "continuation-empty")
        {
            return new Answer("");
        }
    }
}

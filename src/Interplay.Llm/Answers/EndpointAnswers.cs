using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;

namespace Interplay.Llm.Answers;

/// <summary>An endpoint that answers prompts greedily. An answer of nothing but white space is empty.</summary>
/// <param name="client">The endpoint.</param>
/// <param name="capabilities">What it supports.</param>
/// <param name="mostTokens">Most tokens of an answer, at least 1.</param>
public sealed class EndpointAnswers(
    EndpointClient client,
    EndpointCapabilities capabilities,
    int mostTokens
) : IAnswerSource
{
    /// <inheritdoc/>
    public string Fingerprint { get; } =
        Interplay.Fingerprint.Of("endpoint-answers/1", capabilities.Model, $"{mostTokens}");

    /// <inheritdoc/>
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
                mostTokens,
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

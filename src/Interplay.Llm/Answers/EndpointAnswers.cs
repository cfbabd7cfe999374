using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Routes;

namespace Interplay.Llm.Answers;

/// <summary>An endpoint that answers prompts greedily; it need not give log-probabilities. An answer of nothing but white space is empty.</summary>
/// <param name="client">The endpoint.</param>
/// <param name="capabilities">What it supports.</param>
/// <param name="mostTokens">Most tokens of an answer, at least 1.</param>
public sealed class EndpointAnswers(
    EndpointClient client,
    EndpointCapabilities capabilities,
    int mostTokens
) : IAnswerSource
{
    private readonly WritingApi _writing = new(client, capabilities.Model);

    /// <inheritdoc/>
    public string Fingerprint { get; } =
        Interplay.Fingerprint.Of("endpoint-answers/1", capabilities.Model, $"{mostTokens}");

    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        EndpointAnswer<string> written = await _writing.WriteAsync(
            prompt,
            mostTokens,
            cancellationToken
        );
        return new Answer(SelfTestRun.Whole(written.Value), Cost: written.Cost);
    }
}

using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Routes;

namespace Interplay.Llm.Scoring;

/// <summary>
/// The log-probability of each token of a continuation after a prompt, by teacher forcing. The tokens are those of the unablated prompt; where
/// the model cuts the same text otherwise after an ablated one, a stretch keeps its sum, shared out by bytes.
/// </summary>
public sealed class ContinuationScorer : IPromptScorer, IEstimatedScorer
{
    private readonly IScoringApi _api;
    private readonly ScoredToken[] _tokens;
    private readonly bool _isPlain;

    private ContinuationScorer(
        IScoringApi api,
        string model,
        bool isPlain,
        string continuation,
        ScoredToken[] tokens
    )
    {
        _api = api;
        _tokens = tokens;
        _isPlain = isPlain;
        Continuation = continuation;
        string[] texts = SelfTestRun.Texts(continuation, tokens);
        Outputs =
        [
            .. texts.Select(static (text, i) => RawOutputs.Token(i, text)),
            .. texts.Select(static (_, i) => RawOutputs.TokenIsCensored(i)),
        ];
        Fingerprint = Interplay.Fingerprint.Of([
            // Texts scored by the first form have no numbers that say which are bounds.
            api.SeesListsOnly
                ? "interplay-continuation/1"
                : "interplay-continuation/2",
            model,
            api.Route.ToString(),
            isPlain ? "plain" : "chat",
            continuation,
            .. texts,
        ]);
    }

    /// <summary>The text that is scored.</summary>
    public string Continuation { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>A token each (<see cref="RawOutputs.Token"/>), then whether each is a bound (<see cref="RawOutputs.TokenIsCensored"/>).</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public string? Fault(ReadOnlySpan<double> values) => RawOutputs.Fault(Outputs, values);

    int IEstimatedScorer.CallsPerPrompt => _api.Calls(_tokens.Length, _isPlain);

    int IEstimatedScorer.ScoredCharacters => Continuation.Length;

    /// <summary>Creates a scorer: asks once, on the unablated prompt, how the model cuts the continuation.</summary>
    /// <param name="client">The endpoint; it must live as long as the scorer.</param>
    /// <param name="capabilities">What it supports.</param>
    /// <param name="prompt">The unablated prompt.</param>
    /// <param name="continuation">The text to score.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>continuation-empty</c>, <c>continuation-retokenised</c>, <c>endpoint-cannot-score</c>; those of requests.</exception>
    public static async Task<ContinuationScorer> CreateAsync(
        EndpointClient client,
        EndpointCapabilities capabilities,
        Prompt prompt,
        string continuation,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(continuation);
        if (continuation.Length == 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "continuation-empty",
                "An empty continuation has no log-probability."
            );
        }

        if (capabilities.ContinuationRoute is not { } route)
        {
            throw new InterplayException(
                ErrorKind.ValueFunction,
                "endpoint-cannot-score",
                $"The endpoint does not prove that it goes on with an answer that was begun, so that only the first token of one can be scored. {string.Join(' ', capabilities.Findings.Select(static finding => $"{finding.Route}: {finding.Evidence}"))} Score labels of one token, or use vLLM, llama.cpp, Ollama or completions."
            );
        }

        IScoringApi api = ScoringApis.Create(route, client, capabilities.Model);
        EndpointAnswer<ScoredToken[]> answer = await api.ScoreAsync(
            prompt,
            continuation,
            null,
            cancellationToken
        );
        return new ContinuationScorer(
            api,
            capabilities.Model,
            capabilities.IsPlain,
            continuation,
            answer.Value
        );
    }

    /// <inheritdoc/>
    public async ValueTask<PromptScore> ScoreAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        EndpointAnswer<ScoredToken[]> answer = await _api.ScoreAsync(
            prompt,
            Continuation,
            _tokens,
            cancellationToken
        );
        var values = new double[Outputs.Count];
        var censored = new bool[_tokens.Length];
        ContinuationAlignment.Spread(
            answer.Value,
            _tokens,
            values.AsSpan(0, _tokens.Length),
            censored
        );
        for (int i = 0; i < censored.Length; i++)
        {
            values[_tokens.Length + i] = censored[i] ? 1 : 0;
        }

        return new PromptScore(values, answer.Cost);
    }
}

using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Answers;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Readouts;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Scoring;

/// <summary>
/// What is scored of a model's answers, and what is read from the scores: a continuation, labels or measures, one of them at most. Without any
/// the answer that the prompt file gives is scored, else the model's own.
/// </summary>
public sealed record ScoreRequest
{
    /// <summary>Most tokens of an answer that the model writes itself, unless a request says otherwise.</summary>
    public const int DefaultTokens = 24;

    /// <summary>The answer whose probability is explained; null takes the prompt file's, else what the model itself answers.</summary>
    public string? Continuation { get; init; }

    /// <summary>Beginnings of an answer that are scored instead; the first against the others is explained.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>What is measured of the answers to all ablated prompts instead.</summary>
    public IReadOnlyList<IAnswerMeasure> Measures { get; init; } = [];

    /// <summary>Most tokens of an answer that the model writes itself, at least 1.</summary>
    public int Tokens { get; init; } = DefaultTokens;

    /// <summary>
    /// What is read from the scores (<see cref="PromptReadouts.Parse"/>); null for every measure, the first label against the others, or the
    /// log-odds of the answer.
    /// </summary>
    public string? Output { get; init; }

    /// <summary>The request, if it asks for one thing only.</summary>
    /// <param name="named">How an error names <c>continuation</c>, <c>labels</c>, <c>measure</c> and <c>tokens</c>; null leaves them as they are.</param>
    /// <exception cref="InterplayException"><c>scores-contradict</c>; <c>option-out-of-range</c>.</exception>
    public ScoreRequest Validated(Func<string, string>? named = null)
    {
        named ??= static name => name;
        string[] given =
        [
            .. new[]
            {
                Continuation is null ? null : "continuation",
                Labels.Count == 0 ? null : "labels",
                Measures.Count == 0 ? null : "measure",
            }.OfType<string>(),
        ];
        if (given.Length > 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "scores-contradict",
                $"{string.Join(" and ", given.Select(named))} exclude each other; give one."
            );
        }

        return Tokens > 0
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"{named("tokens")} must be at least 1; found {Tokens}."
            );
    }

    /// <summary>Finds out what an endpoint supports of what this request needs: measures need answers, everything else log-probabilities.</summary>
    /// <param name="client">The endpoint.</param>
    /// <param name="prompt">The unablated prompt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException">Those of <see cref="EndpointProbe.ProbeAsync"/>.</exception>
    public Task<EndpointCapabilities> ProbeAsync(
        EndpointClient client,
        Prompt prompt,
        CancellationToken cancellationToken = default
    ) =>
        Measures.Count > 0
            ? EndpointProbe.ProbeAnswersAsync(client, prompt, cancellationToken)
            : EndpointProbe.ProbeAsync(client, prompt, cancellationToken);

    /// <summary>What gives the numbers.</summary>
    /// <param name="client">The endpoint.</param>
    /// <param name="capabilities">What it supports.</param>
    /// <param name="file">The prompt, and the answer that its file gives.</param>
    /// <param name="journal">Where the model's own answer is kept, so that a run that goes on scores the same one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException">Those of <see cref="Validated"/>, of the scorers, and of requests.</exception>
    public async Task<IPromptScorer> CreateScorerAsync(
        EndpointClient client,
        EndpointCapabilities capabilities,
        PromptFile file,
        IJournal journal,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(journal);
        Validated();
        if (Measures.Count > 0)
        {
            return new AnswerScorer(new EndpointAnswers(client, capabilities, Tokens), Measures);
        }

        if (Labels.Count > 0)
        {
            return await LabelScorer.CreateAsync(
                client,
                capabilities,
                file.Prompt,
                Labels,
                cancellationToken
            );
        }

        string continuation =
            Continuation
            ?? file.Continuation
            ?? await OwnAnswer.FindAsync(
                client,
                capabilities,
                file.Prompt,
                Tokens,
                journal,
                cancellationToken
            );
        return await ContinuationScorer.CreateAsync(
            client,
            capabilities,
            file.Prompt,
            continuation,
            cancellationToken
        );
    }

    /// <summary>What is read from the numbers; null takes all of them as they are.</summary>
    /// <param name="rawOutputs">Names of the numbers that the scorer gives.</param>
    /// <exception cref="InterplayException">Those of <see cref="PromptReadouts.Parse"/>.</exception>
    public IReadout? Readout(IReadOnlyList<string> rawOutputs) =>
        Output is not null ? PromptReadouts.Parse(Output, rawOutputs)
        : Measures.Count > 0 ? null
        : Labels.Count switch
        {
            0 => ContinuationReadout.LogitProbability(rawOutputs),
            1 => LabelReadout.LogProbability(rawOutputs, Labels[0]),
            _ => LabelReadout.LogOdds(rawOutputs, [Labels[0]], [.. Labels.Skip(1)]),
        };
}

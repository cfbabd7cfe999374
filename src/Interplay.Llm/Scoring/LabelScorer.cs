using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Probing;
using Interplay.Llm.Routes;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Scoring;

/// <summary>
/// The log-probability that the answer to a prompt begins with a label, for each of some labels: the sum over the label's tokens. Routes that
/// score a text take a call a label. Routes that list likely tokens take one call for all labels of one token; a label outside the list is
/// marked censored, and its number is what it is at most.
/// </summary>
public sealed class LabelScorer : IPromptScorer, IEstimatedScorer
{
    private readonly IScoringApi _api;
    private readonly LabelPlan[] _labels;
    private readonly bool _isPlain;

    /// <summary>The likely tokens after the unablated prompt, where lists are read.</summary>
    private readonly ServerToken[] _whole;

    private LabelScorer(
        IScoringApi api,
        string model,
        bool isPlain,
        LabelPlan[] labels,
        ServerToken[] whole,
        string? notListed
    )
    {
        _api = api;
        _whole = whole;
        NotListed = notListed;
        _labels = labels;
        _isPlain = isPlain;
        Outputs =
        [
            .. labels.SelectMany(static label =>
                (string[])
                    [
                        RawOutputs.LabelLogProbability(label.Text),
                        RawOutputs.LabelIsCensored(label.Text),
                    ]
            ),
        ];
        Fingerprint = Interplay.Fingerprint.Of([
            "interplay-labels/1",
            model,
            api.Route.ToString(),
            isPlain ? "plain" : "chat",
            .. labels.SelectMany(static label =>
                SelfTestRun.Texts(label.Text, label.Tokens).Prepend(label.Text)
            ),
        ]);
    }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Two a label: its log-probability and whether that is a bound (<see cref="RawOutputs.LabelLogProbability"/>, <see cref="RawOutputs.LabelIsCensored"/>).</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <inheritdoc/>
    public string? Fault(ReadOnlySpan<double> values) => RawOutputs.Fault(Outputs, values);

    /// <summary>
    /// A sentence on labels that the model does not list on the unablated prompt, and what it lists instead; null where it lists them all. Their numbers are
    /// bounds there. Where it lists none of the labels there is no scorer, but an error.
    /// </summary>
    public string? NotListed { get; }

    int IEstimatedScorer.CallsPerPrompt =>
        _api is StepwiseApi
            ? 1 + _labels.Sum(static label => label.Tokens.Length - 1)
            : _labels.Sum(label => _api.Calls(label.Tokens.Length, _isPlain));

    int IEstimatedScorer.ScoredCharacters => _labels.Max(static label => label.Text.Length);

    /// <summary>Creates a scorer: asks, on the unablated prompt, how the model cuts the labels.</summary>
    /// <param name="client">The endpoint; it must live as long as the scorer.</param>
    /// <param name="capabilities">What it supports.</param>
    /// <param name="prompt">The unablated prompt.</param>
    /// <param name="labels">The labels as the answer begins, with the space that comes before them in a plain text; at least one, all different.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>labels-malformed</c>, <c>labels-not-listed</c> (the model begins its answer with none of them), <c>continuation-retokenised</c>, <c>endpoint-cannot-score</c>; those of requests.</exception>
    public static async Task<LabelScorer> CreateAsync(
        EndpointClient client,
        EndpointCapabilities capabilities,
        Prompt prompt,
        IReadOnlyList<string> labels,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(labels);
        if (
            labels.Count == 0
            || labels.Any(string.IsNullOrEmpty)
            || labels.Distinct(StringComparer.Ordinal).Count() < labels.Count
        )
        {
            throw new InterplayException(
                ErrorKind.Request,
                "labels-malformed",
                $"Labels must be at least one, none empty and all different; found: {string.Join(", ", labels.Select(static label => $"'{label}'"))}."
            );
        }

        IScoringApi api = ScoringApis.Create(
            capabilities.LabelRoute ?? throw EndpointProbe.NotProbed(),
            client,
            capabilities.Model
        );
        if (api is not StepwiseApi stepwise)
        {
            LabelPlan[] scored = await PlanAsync(api, prompt, labels, cancellationToken);
            return new LabelScorer(api, capabilities.Model, capabilities.IsPlain, scored, [], null);
        }

        ServerToken[] whole = (await stepwise.Next.NextAsync(prompt, "", cancellationToken)).Value;
        (LabelPlan[] plans, string? notListed) = await PlanAsync(
            stepwise,
            capabilities,
            prompt,
            whole,
            labels,
            cancellationToken
        );
        return new LabelScorer(
            api,
            capabilities.Model,
            capabilities.IsPlain,
            plans,
            whole,
            notListed
        );
    }

    /// <inheritdoc/>
    public async ValueTask<PromptScore> ScoreAsync(
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        var values = new double[Outputs.Count];
        AblationCost cost = _api is StepwiseApi stepwise
            ? await ScoreByListsAsync(stepwise, prompt, values, cancellationToken)
            : await ScoreByTextAsync(prompt, values, cancellationToken);
        return new PromptScore(values, cost);
    }

    private async ValueTask<AblationCost> ScoreByTextAsync(
        Prompt prompt,
        double[] values,
        CancellationToken cancellationToken
    )
    {
        EndpointAnswer<ScoredToken[]>[] answers = await Task.WhenAll(
            _labels.Select(label =>
                _api.ScoreAsync(prompt, label.Text, label.Tokens, cancellationToken).AsTask()
            )
        );
        AblationCost cost = default;
        for (int i = 0; i < answers.Length; i++)
        {
            values[2 * i] = answers[i].Value.Sum(static token => token.LogProbability);
            values[2 * i + 1] = answers[i].Value.Any(static token => token.IsCensored) ? 1 : 0;
            cost += answers[i].Cost;
        }

        return cost;
    }

    private async ValueTask<AblationCost> ScoreByListsAsync(
        StepwiseApi stepwise,
        Prompt prompt,
        double[] values,
        CancellationToken cancellationToken
    )
    {
        // The list of first tokens serves all labels; further tokens are asked for beside it.
        Task<EndpointAnswer<ServerToken[]>> first = stepwise
            .Next.NextAsync(prompt, "", cancellationToken)
            .AsTask();
        AblationCost[] costs = await Task.WhenAll(
            _labels.Select(
                async (label, i) =>
                {
                    byte[] bytes = Encoding.UTF8.GetBytes(label.Text);
                    Task<EndpointAnswer<ServerToken[]>>[] later =
                    [
                        .. label
                            .Tokens.Skip(1)
                            .Select(token =>
                                stepwise
                                    .Next.NextAsync(
                                        prompt,
                                        Encoding.UTF8.GetString(bytes, 0, token.Start),
                                        cancellationToken
                                    )
                                    .AsTask()
                            ),
                    ];
                    EndpointAnswer<ServerToken[]>[] lists = await Task.WhenAll([first, .. later]);
                    for (int j = 0; j < lists.Length; j++)
                    {
                        ScoredToken token = label.Tokens[j];
                        (double number, bool isCensored) = StepwiseApi.Find(
                            lists[j].Value,
                            j == 0 ? _whole : [],
                            bytes.AsSpan(token.Start, token.Length)
                        );
                        values[2 * i] += number;
                        values[2 * i + 1] = isCensored ? 1 : values[2 * i + 1];
                    }

                    return lists
                        .Skip(1)
                        .Aggregate(default(AblationCost), static (sum, list) => sum + list.Cost);
                }
            )
        );
        return costs.Aggregate((await first).Cost, static (sum, cost) => sum + cost);
    }

    private static async Task<LabelPlan[]> PlanAsync(
        IScoringApi api,
        Prompt prompt,
        IReadOnlyList<string> labels,
        CancellationToken cancellationToken
    ) =>
        await Task.WhenAll(
            labels.Select(async label => new LabelPlan(
                label,
                (await api.ScoreAsync(prompt, label, null, cancellationToken)).Value
            ))
        );

    private static async Task<(LabelPlan[] Plans, string? NotListed)> PlanAsync(
        StepwiseApi api,
        EndpointCapabilities capabilities,
        Prompt prompt,
        ServerToken[] first,
        IReadOnlyList<string> labels,
        CancellationToken cancellationToken
    )
    {
        var plans = new LabelPlan[labels.Count];
        var missing = new List<string>();
        for (int i = 0; i < plans.Length; i++)
        {
            string label = labels[i];
            byte[] bytes = Encoding.UTF8.GetBytes(label);
            ServerToken? begin = first
                .Where(token =>
                    token.Bytes is { Length: > 0 } piece && bytes.AsSpan().StartsWith(piece)
                )
                .Select(static token => (ServerToken?)token)
                .MaxBy(static token => token!.Value.Bytes!.Length);
            ScoredToken[] tokens = [new ScoredToken(0, bytes.Length, 0)];
            if (begin is null)
            {
                missing.Add(label);
            }
            else if (begin is { } token && token.Bytes!.Length < bytes.Length)
            {
                tokens =
                    capabilities.ContinuationRoute == api.Route
                        ? (await api.ScoreAsync(prompt, label, null, cancellationToken)).Value
                        : throw LongLabel(label, token.Text);
            }

            plans[i] = new LabelPlan(label, tokens);
        }

        return missing.Count == labels.Count ? throw UnlistedLabels.Error(missing, first)
            : missing.Count > 0 ? (plans, UnlistedLabels.Sentence(missing, first))
            : (plans, null);
    }

    private static InterplayException LongLabel(string label, string token) =>
        new(
            ErrorKind.ValueFunction,
            "endpoint-cannot-score",
            $"The label '{label}' begins with the token '{token}' and has more than one; the endpoint does not prove that it goes on with an answer that was begun, so that only first tokens can be scored. Take labels of one token, or an endpoint with prompt log-probabilities (vLLM), llama.cpp or Ollama."
        );
}

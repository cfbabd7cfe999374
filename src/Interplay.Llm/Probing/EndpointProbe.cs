using System.Globalization;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Routes;

namespace Interplay.Llm.Probing;

/// <summary>Finds out, with a few cheap requests on the prompt that is to be explained, what an endpoint supports, and proves it before money is spent.</summary>
public static class EndpointProbe
{
    private const int TestTokens = 8;

    /// <summary>
    /// Tries the routes from the best on, until one proves itself: the model writes up to 8 tokens greedily, the route scores them, and the two
    /// log-probabilities of each must agree within <see cref="SelfTest.Tolerance"/>.
    /// </summary>
    /// <param name="client">The endpoint.</param>
    /// <param name="prompt">The unablated prompt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>endpoint-self-test-failed</c>: scores came, and are not what they claim. <c>endpoint-cannot-score</c>: no route gives any. <c>model-ambiguous</c>; those of requests.</exception>
    public static async Task<EndpointCapabilities> ProbeAsync(
        EndpointClient client,
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prompt);
        string model = await EndpointModels.ResolveAsync(client, cancellationToken);
        var findings = new List<RouteFinding>();
        SelfTest? failed = null;
        ScoringRoute? failedRoute = null;
        foreach (ScoringRoute route in ScoringApis.For(prompt.IsPlain))
        {
            (RouteFinding finding, SelfTest? test) = await TryAsync(
                ScoringApis.Create(route, client, model),
                prompt,
                cancellationToken
            );
            findings.Add(finding);
            if (finding.ScoresContinuations)
            {
                return new EndpointCapabilities
                {
                    Model = model,
                    IsPlain = prompt.IsPlain,
                    Findings = findings,
                    ContinuationRoute = route,
                    LabelRoute = route,
                    SelfTest = test,
                };
            }

            if (failed is null && test is { IsPassed: false })
            {
                (failed, failedRoute) = (test, route);
            }
        }

        return findings.Find(static finding => finding.ScoresLabels) is { } labels
            ? new EndpointCapabilities
            {
                Model = model,
                IsPlain = prompt.IsPlain,
                Findings = findings,
                LabelRoute = labels.Route,
            }
            : throw (
                failed is null ? CannotScore(findings) : SelfTestFailed(failedRoute!.Value, failed)
            );
    }

    /// <summary>Finds out which model answers, and that it does; log-probabilities are not asked for. For measures of answers that is enough.</summary>
    /// <param name="client">The endpoint.</param>
    /// <param name="prompt">The unablated prompt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>model-ambiguous</c>; those of requests.</exception>
    public static async Task<EndpointCapabilities> ProbeAnswersAsync(
        EndpointClient client,
        Prompt prompt,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prompt);
        string model = await EndpointModels.ResolveAsync(client, cancellationToken);
        await new WritingApi(client, model).WriteAsync(prompt, 1, cancellationToken);
        return new EndpointCapabilities
        {
            Model = model,
            IsPlain = prompt.IsPlain,
            Findings = [],
        };
    }

    /// <summary>What the model goes on with, greedily.</summary>
    /// <param name="client">The endpoint.</param>
    /// <param name="capabilities">What it supports.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="mostTokens">Most tokens, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InterplayException"><c>continuation-empty</c>: the model wrote nothing but white space; those of requests.</exception>
    public static async Task<SampledContinuation> SampleAsync(
        EndpointClient client,
        EndpointCapabilities capabilities,
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostTokens);
        IScoringApi api = ScoringApis.Create(
            capabilities.ContinuationRoute ?? capabilities.LabelRoute ?? throw NotProbed(),
            client,
            capabilities.Model
        );
        EndpointAnswer<Generation> written = await api.GenerateAsync(
            prompt,
            mostTokens,
            cancellationToken
        );
        (string text, ScoredToken[] tokens) = SelfTestRun.Tokens(written.Value);
        return tokens.Length > 0
            ? new SampledContinuation(
                text,
                SelfTestRun.Texts(text, tokens),
                [.. tokens.Select(static token => token.LogProbability)],
                written.Cost
            )
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "continuation-empty",
                "The model wrote nothing that could be scored; give the continuation yourself."
            );
    }

    private static async Task<(RouteFinding Finding, SelfTest? Test)> TryAsync(
        IScoringApi api,
        Prompt prompt,
        CancellationToken cancellationToken
    )
    {
        ScoringRoute route = api.Route;
        SelfTest? test;
        try
        {
            test = await SelfTestRun.RunAsync(api, prompt, TestTokens, cancellationToken);
        }
        catch (InterplayException exception) when (IsAboutRoute(exception))
        {
            return await LabelsAsync(api, prompt, exception.Message, null, cancellationToken);
        }

        if (test is null)
        {
            return await LabelsAsync(
                api,
                prompt,
                "The model wrote nothing that could be scored.",
                null,
                cancellationToken
            );
        }

        if (!test.IsPassed)
        {
            return await LabelsAsync(api, prompt, Words(test), test, cancellationToken);
        }

        bool isProven = !api.SeesListsOnly || prompt.IsPlain || test.Tokens.Count > 1;
        return (
            new RouteFinding(
                route,
                isProven,
                true,
                isProven
                    ? Words(test)
                    : "The model wrote one token only, which does not show that an answer that was begun is gone on with."
            ),
            test
        );
    }

    /// <summary>A route that cannot go on with an answer may still list the first tokens of one.</summary>
    private static async Task<(RouteFinding Finding, SelfTest? Test)> LabelsAsync(
        IScoringApi api,
        Prompt prompt,
        string evidence,
        SelfTest? test,
        CancellationToken cancellationToken
    )
    {
        bool scoresLabels = false;
        // Without a beginning of an answer the two routes over chat ask the same; the labels are the second's.
        if (
            api is StepwiseApi { Route: not ScoringRoute.ChatContinuedTopTokens } stepwise
            && (test is null || IsFirstRight(test))
        )
        {
            try
            {
                await stepwise.Next.NextAsync(prompt, "", cancellationToken);
                scoresLabels = true;
            }
            catch (InterplayException exception) when (IsAboutRoute(exception))
            {
                evidence = exception.Message;
            }
        }

        return (new RouteFinding(api.Route, false, scoresLabels, evidence), test);
    }

    private static bool IsFirstRight(SelfTest test) =>
        Math.Abs(test.Written[0] - test.Scored[0]) <= SelfTest.Tolerance;

    private static bool IsAboutRoute(InterplayException exception) =>
        exception is EndpointRefusedException { IsAboutRequest: true }
        || exception.Name is "endpoint-cannot-score" or "continuation-retokenised";

    /// <summary>What is asked of an endpoint of which only answers were asked.</summary>
    internal static InterplayException NotProbed() =>
        new(
            ErrorKind.Request,
            "endpoint-cannot-score",
            "Only answers of the endpoint were asked for when it was probed, so that nothing is known of its log-probabilities; probe it for them (ProbeAsync)."
        );

    private static string Words(SelfTest test) =>
        $"Log-probabilities of {test.Tokens.Count} tokens as written and as scored differ by at most {test.LargestDifference.ToString("0.#####", CultureInfo.InvariantCulture)}.";

    private static InterplayException CannotScore(List<RouteFinding> findings) =>
        new(
            ErrorKind.ValueFunction,
            "endpoint-cannot-score",
            $"No route of the endpoint gives log-probabilities. {string.Join(' ', findings.Select(static finding => $"{finding.Route}: {finding.Evidence}"))} What would work: vLLM (prompt_logprobs), completions with echo and logprobs, llama.cpp's server, Ollama 0.12.11 or later, or chat completions with top_logprobs for labels of one token. Measures of the answers themselves (--measure) need none."
        );

    private static InterplayException SelfTestFailed(ScoringRoute route, SelfTest test)
    {
        int worst = Enumerable
            .Range(0, test.Tokens.Count)
            .MaxBy(i => Math.Abs(test.Written[i] - test.Scored[i]));
        return new InterplayException(
            ErrorKind.ValueFunction,
            "endpoint-self-test-failed",
            string.Create(
                CultureInfo.InvariantCulture,
                $"By {route}, token {worst} of {test.Tokens.Count} that the model wrote has log-probability {test.Scored[worst]:0.######} when scored and {test.Written[worst]:0.######} when written; at most {SelfTest.Tolerance} apart was expected. Scores of this endpoint are not what they claim."
            )
        );
    }
}

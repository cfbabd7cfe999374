using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>The routes that there are.</summary>
internal static class ScoringApis
{
    private static readonly ScoringRoute[] Plain =
    [
        ScoringRoute.PromptLogProbabilities,
        ScoringRoute.Echo,
        ScoringRoute.LlamaCpp,
        ScoringRoute.CompletionTopTokens,
        ScoringRoute.OllamaTopTokens,
    ];

    private static readonly ScoringRoute[] Chat =
    [
        ScoringRoute.PromptLogProbabilities,
        ScoringRoute.LlamaCpp,
        ScoringRoute.ChatContinuedTopTokens,
        ScoringRoute.ChatTopTokens,
        ScoringRoute.OllamaTopTokens,
    ];

    /// <summary>Routes for plain texts or for chats, the best first.</summary>
    public static IReadOnlyList<ScoringRoute> For(bool isPlain) => isPlain ? Plain : Chat;

    public static IScoringApi Create(ScoringRoute route, EndpointClient client, string model) =>
        route switch
        {
            ScoringRoute.PromptLogProbabilities => new PromptLogProbabilitiesApi(client, model),
            ScoringRoute.Echo => new EchoApi(client, model),
            ScoringRoute.LlamaCpp => new LlamaCppApi(client, model),
            ScoringRoute.CompletionTopTokens => new StepwiseApi(new CompletionApi(client, model)),
            ScoringRoute.ChatContinuedTopTokens => new StepwiseApi(
                new ChatApi(client, model, asksToContinue: true)
            ),
            ScoringRoute.ChatTopTokens => new StepwiseApi(
                new ChatApi(client, model, asksToContinue: false)
            ),
            ScoringRoute.OllamaTopTokens => new StepwiseApi(new OllamaApi(client, model)),
            _ => throw new ArgumentOutOfRangeException(nameof(route), route, null),
        };
}

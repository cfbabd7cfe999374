using Interplay.ValueFunctions;

namespace Interplay.Llm;

/// <summary>What a run would take, before any of it is paid for.</summary>
/// <param name="Prompts">Different prompts to score; masks that render alike are asked once.</param>
/// <param name="Calls">Requests, without retries.</param>
/// <param name="InputTokens">Tokens the model would read, about.</param>
/// <param name="OutputTokens">Tokens the model would write, about.</param>
/// <param name="Duration">Time at the given rate or with the given time a call; null when neither is known.</param>
/// <param name="Money">Price in the currency of the prices; null without prices.</param>
public sealed record CostEstimate(
    int Prompts,
    long Calls,
    long InputTokens,
    long OutputTokens,
    TimeSpan? Duration,
    double? Money
)
{
    /// <summary>Characters of English text a token, where nothing better is known.</summary>
    public const double CharactersPerToken = 4;

    internal static CostEstimate Create(
        int prompts,
        long characters,
        int callsPerPrompt,
        double charactersPerToken,
        PromptEvaluationOptions options,
        double? requestsPerSecond,
        TimeSpan? timePerCall
    )
    {
        long calls = (long)prompts * callsPerPrompt;
        long input = (long)Math.Ceiling(characters * (double)callsPerPrompt / charactersPerToken);
        double? byRate = calls / requestsPerSecond;
        double? byTime = calls * timePerCall?.TotalSeconds / options.Concurrency;
        double? seconds = byRate is null || byTime > byRate ? byTime : byRate;
        // Every route writes one token a request.
        return new CostEstimate(
            prompts,
            calls,
            input,
            calls,
            seconds is { } known ? TimeSpan.FromSeconds(known) : null,
            options.Prices?.Of(input, calls)
        );
    }

    /// <summary>Characters a token as an ablation that was paid for shows it; the usual guess where the endpoint counted no tokens.</summary>
    /// <param name="characters">Characters of the prompt and of what was scored.</param>
    /// <param name="cost">What it cost.</param>
    internal static double MeasureCharactersPerToken(long characters, AblationCost cost) =>
        cost.InputTokens > 0
            ? Math.Max(1.0, characters) * cost.Calls / cost.InputTokens
            : CharactersPerToken;
}

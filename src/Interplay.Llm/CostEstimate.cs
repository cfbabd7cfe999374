using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;
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

    /// <summary>What some masks would take of a scorer that asks once a prompt, with nothing asked: prompts are rendered, characters become tokens.</summary>
    /// <param name="lens">The prompt and its parts.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="options">How many at a time, and the prices.</param>
    /// <param name="requestsPerSecond">The rate that requests are held to; null when they are not.</param>
    public static CostEstimate Of(
        ILens<Prompt> lens,
        MaskMatrix masks,
        PromptEvaluationOptions options,
        double? requestsPerSecond = null
    ) => Of(lens, masks, options, requestsPerSecond, null, 1, 0, CharactersPerToken);

    internal static CostEstimate Of(
        ILens<Prompt> lens,
        MaskMatrix masks,
        PromptEvaluationOptions options,
        double? requestsPerSecond,
        TimeSpan? timePerCall,
        int callsPerPrompt,
        int scoredCharacters,
        double charactersPerToken
    )
    {
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var seen = new HashSet<UInt128>();
        long characters = 0;
        for (int row = 0; row < masks.RowCount; row++)
        {
            Prompt prompt = lens.Ablate(masks.GetMask(row));
            if (seen.Add(RenderedPrompt.Key(RenderedPrompt.Render(prompt))))
            {
                characters += Characters(prompt) + scoredCharacters;
            }
        }

        int prompts = seen.Count;
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

    internal static long Characters(Prompt prompt) =>
        prompt.Messages.Sum(static message => (long)message.Content.Length)
        + (prompt.Tools?.Length ?? 0);

    /// <summary>Characters a token as an ablation that was paid for shows it; the usual guess where the endpoint counted no tokens.</summary>
    /// <param name="characters">Characters of the prompt and of what was scored.</param>
    /// <param name="cost">What it cost.</param>
    internal static double MeasureCharactersPerToken(long characters, AblationCost cost) =>
        cost.InputTokens > 0
            ? Math.Max(1.0, characters) * cost.Calls / cost.InputTokens
            : CharactersPerToken;
}

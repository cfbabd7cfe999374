using System.Globalization;
using Interplay.ValueFunctions;

namespace Interplay.Llm;

/// <summary>What was spent and what is in flight; no prompt is begun that would go beyond a limit.</summary>
internal sealed class SpendingLimit(PromptEvaluationOptions options, int callsPerPrompt)
{
    private readonly Lock _lock = new();
    private int _inFlight;
    private int _done;
    private AblationCost _spent;

    /// <summary>What the prompts so far have cost.</summary>
    public AblationCost Spent
    {
        get
        {
            lock (_lock)
            {
                return _spent;
            }
        }
    }

    /// <summary>Takes a place for a prompt.</summary>
    /// <param name="characters">Characters of the prompt and of what is scored after it.</param>
    /// <exception cref="InterplayException"><c>cost-limit-reached</c>.</exception>
    public void Begin(long characters)
    {
        lock (_lock)
        {
            if (_spent.Calls + (_inFlight + 1L) * callsPerPrompt > options.MaxCalls)
            {
                throw Reached();
            }

            if (options is { MaxCost: { } most, Prices: { } prices })
            {
                double guess = characters / CostEstimate.CharactersPerToken * callsPerPrompt;
                double one = _done > 0 ? Money(prices) / _done : prices.Of(guess, callsPerPrompt);
                if (Money(prices) + (_inFlight + 1) * one > most)
                {
                    throw Reached();
                }
            }

            _inFlight++;
        }
    }

    /// <summary>Gives the place back.</summary>
    /// <param name="cost">What the prompt cost; null when it failed.</param>
    public void End(AblationCost? cost)
    {
        lock (_lock)
        {
            _inFlight--;
            if (cost is { } paid)
            {
                _done++;
                _spent += paid;
            }
        }
    }

    private InterplayException Reached()
    {
        AblationCost spent = _spent;
        string limit =
            options.MaxCost is { } most
            && options.Prices is { } prices
            && (options.MaxCalls is not { } calls || spent.Calls + callsPerPrompt <= calls)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"a cost of {most:0.######} (spent: {prices.Of(spent.InputTokens, spent.OutputTokens):0.######})"
                )
                : $"{options.MaxCalls} calls (made: {spent.Calls})";
        return new InterplayException(
            ErrorKind.Budget,
            "cost-limit-reached",
            $"The next prompt would go beyond the limit of {limit}. What was paid for is kept."
        );
    }

    private double Money(TokenPrices prices) => prices.Of(_spent.InputTokens, _spent.OutputTokens);
}

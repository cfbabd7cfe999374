using System.Globalization;

namespace Interplay.Llm;

/// <summary>How many prompts are scored at a time, and what may be spent.</summary>
public sealed record PromptEvaluationOptions
{
    /// <summary>Requests in flight to an endpoint, unless said otherwise.</summary>
    public const int DefaultConcurrency = 16;

    /// <summary>Most prompts in flight, 1 to 1,024.</summary>
    public int Concurrency { get; init; } = DefaultConcurrency;

    /// <summary>Most requests, those of retries included; null for no limit. No prompt is begun that would go beyond it.</summary>
    public long? MaxCalls { get; init; }

    /// <summary>Most money, in the currency of <see cref="Prices"/>; null for no limit. No prompt is begun that would go beyond it by what prompts have cost so far.</summary>
    public double? MaxCost { get; init; }

    /// <summary>What tokens cost; needed with <see cref="MaxCost"/>.</summary>
    public TokenPrices? Prices { get; init; }

    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal void Validate()
    {
        Require(
            Concurrency is >= 1 and <= 1024,
            $"Prompts in flight must be 1 to 1,024, not {Concurrency}."
        );
        Require(
            MaxCalls is null or >= 0,
            $"The limit of calls must be at least 0, not {MaxCalls}."
        );
        Require(
            MaxCost is null or >= 0,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The limit of cost must be at least 0, not {MaxCost}."
            )
        );
        Require(
            MaxCost is null || Prices is not null,
            "A limit of cost needs the prices of tokens."
        );
        Require(
            Prices is not { } prices
                || prices.InputPerMillion >= 0
                    && prices.OutputPerMillion >= 0
                    && double.IsFinite(prices.InputPerMillion + prices.OutputPerMillion),
            "Prices must be finite and at least 0."
        );
    }

    private static void Require(bool isMet, string message)
    {
        if (!isMet)
        {
            throw new InterplayException(ErrorKind.Request, "option-out-of-range", message);
        }
    }
}

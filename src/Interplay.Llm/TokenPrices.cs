namespace Interplay.Llm;

/// <summary>What a million tokens cost, in any currency.</summary>
/// <param name="InputPerMillion">Of tokens the model reads; at least 0.</param>
/// <param name="OutputPerMillion">Of tokens the model writes; at least 0.</param>
public sealed record TokenPrices(double InputPerMillion, double OutputPerMillion)
{
    /// <summary>The price of some tokens.</summary>
    public double Of(double inputTokens, double outputTokens) =>
        (inputTokens * InputPerMillion + outputTokens * OutputPerMillion) / 1e6;
}

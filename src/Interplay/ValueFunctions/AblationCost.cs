namespace Interplay.ValueFunctions;

/// <summary>What one ablation cost. Kept in the journal beside the values; sums say what a run cost and what another would.</summary>
/// <param name="Calls">Requests it took, retries included; 0 for a model in this process.</param>
/// <param name="InputTokens">Tokens the model read, as it reported them; 0 where it does not.</param>
/// <param name="OutputTokens">Tokens the model wrote, as it reported them; 0 where it does not.</param>
/// <param name="Duration">From the first request to the last answer.</param>
public readonly record struct AblationCost(
    int Calls,
    long InputTokens,
    long OutputTokens,
    TimeSpan Duration
)
{
    /// <summary>The costs of two ablations together.</summary>
    public static AblationCost operator +(AblationCost left, AblationCost right) => left.Add(right);

    /// <summary>The costs of two ablations together.</summary>
    public AblationCost Add(AblationCost other) =>
        new(
            Calls + other.Calls,
            InputTokens + other.InputTokens,
            OutputTokens + other.OutputTokens,
            Duration + other.Duration
        );
}

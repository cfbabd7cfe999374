using Interplay.ValueFunctions;

namespace Interplay.Reports;

/// <summary>Which numbers of the value function are explained, as far as a reader of the explanation needs to know.</summary>
/// <param name="Name">The name of the readout (<see cref="IReadout.Name"/>): <c>log-odds:yes/no</c>, <c>logit</c>, <c>total</c>.</param>
public sealed record Readout(string Name)
{
    private const string LogOddsPrefix = "log-odds:";

    /// <summary>Log-odds of a text being positive against it being negative.</summary>
    public static Readout Sentiment { get; } = new($"{LogOddsPrefix}positive/negative");

    /// <summary>Log-odds of each output against everything else.</summary>
    public static Readout Logit { get; } = new("logit");

    /// <summary>Log-odds of one class against another.</summary>
    /// <param name="positive">The class whose log-odds they are.</param>
    /// <param name="negative">The other one.</param>
    public static Readout Of(string positive, string negative) =>
        positive.Contains('/', StringComparison.Ordinal)
        || negative.Contains('/', StringComparison.Ordinal)
            ? Logit
            : new Readout($"{LogOddsPrefix}{positive}/{negative}");

    /// <summary>Whether the numbers are log-odds in nats, so that 1 / (1 + exp(-x)) is a probability.</summary>
    public bool IsLogOdds =>
        Name == "logit" || Name.StartsWith(LogOddsPrefix, StringComparison.Ordinal);

    /// <summary>The two classes that log-odds weigh; null where the numbers are none, or log-odds of something against everything else.</summary>
    public (string Positive, string Negative)? Classes =>
        Name.StartsWith(LogOddsPrefix, StringComparison.Ordinal)
        && Name[LogOddsPrefix.Length..].Split('/')
            is [{ Length: > 0 } positive, { Length: > 0 } negative]
            ? (positive, negative)
            : null;
}

namespace Interplay.Cli.Options;

/// <summary>What the explained number means: the log-odds of one class against another. Travels in the manifest, so that a saved explanation still says it.</summary>
/// <param name="Positive">The class of high values.</param>
/// <param name="Negative">The class of low values.</param>
internal sealed record Readout(string Positive, string Negative)
{
    private const string Key = "readout";
    private const string Prefix = "log-odds:";

    /// <summary>The readout of two-class text classifiers.</summary>
    public static Readout Sentiment { get; } = new("positive", "negative");

    /// <summary>The readout that a manifest names, or null.</summary>
    public static Readout? From(IReadOnlyDictionary<string, string> request) =>
        request.TryGetValue(Key, out string? value)
        && value.StartsWith(Prefix, StringComparison.Ordinal)
        && value[Prefix.Length..].Split('/') is [{ Length: > 0 } high, { Length: > 0 } low]
            ? new Readout(high, low)
            : null;

    /// <summary>The entry of the manifest.</summary>
    public KeyValuePair<string, string> ToEntry() => new(Key, $"{Prefix}{Positive}/{Negative}");

    /// <summary>The class that log-odds speak for, with its probability 1 / (1 + exp(-|log-odds|)).</summary>
    public (string Label, double Probability) Read(double logOdds) =>
        (logOdds >= 0 ? Positive : Negative, 1 / (1 + Math.Exp(-Math.Abs(logOdds))));
}

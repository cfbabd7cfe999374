namespace Interplay.Training.MLNet;

/// <summary>How ML.NET estimators are fitted.</summary>
public sealed record EstimatorOptions
{
    /// <summary>Seed of each fit, the same for every subset.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Most fits side by side; null takes one a core. ML.NET itself lets fits of LightGBM wait for each other.</summary>
    public int? Threads { get; init; }

    internal EstimatorOptions Validated() =>
        Threads is null or >= 1
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                $"At least one thread is needed; found {Threads}."
            );
}

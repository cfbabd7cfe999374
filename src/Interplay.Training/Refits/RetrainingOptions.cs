using System.Globalization;

namespace Interplay.Training.Refits;

/// <summary>How models are refitted.</summary>
public sealed record RetrainingOptions
{
    /// <summary>Weight of |w|^2 / 2 (logistic) and |w|^2 (ridge), above 0; features are best standardised.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Largest distance of logistic weights from the exact solution, Euclidean, above 0.</summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>How many nearest kept rows vote, at least 1.</summary>
    public int Neighbours { get; init; } = 5;

    /// <summary>Most threads; null takes one a core.</summary>
    public int? Threads { get; init; }

    internal RetrainingOptions Validated() =>
        Penalty > 0
        && double.IsFinite(Penalty)
        && Tolerance > 0
        && Neighbours >= 1
        && Threads is null or >= 1
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "trainer-options-malformed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Penalty and tolerance must be above 0, neighbours and threads at least 1; found {Penalty}, {Tolerance}, {Neighbours} and {Threads}."
                )
            );
}

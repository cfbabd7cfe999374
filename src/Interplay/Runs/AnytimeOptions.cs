namespace Interplay.Runs;

/// <summary>
/// How a run in rounds grows and when it stops: at the first of the target, the price, the budget and cancellation. The masks of a round are
/// the first masks of the next, so that every ablation paid for serves all later rounds.
/// </summary>
public sealed record AnytimeOptions
{
    /// <summary>
    /// Stops after the first round whose R2 has the lower end of its 90 % interval here or above, for every output; above 0, below 1. Null
    /// goes on to the budget.
    /// </summary>
    public double? UntilR2 { get; init; }

    /// <summary>
    /// Stops when the next 0.01 of R2 would cost more ablations than this, for every output, from the second round on; above 0. Null does
    /// not look at the price.
    /// </summary>
    public double? MostPerPoint { get; init; }

    /// <summary>Masks that the first round learns from, at least 2; null takes <see cref="DefaultFirstRound"/>.</summary>
    public int? FirstRound { get; init; }

    /// <summary>Factor from the masks of one round to those of the next, 1.1 to 4.</summary>
    public double Growth { get; init; } = 1.6;

    /// <summary>A quarter of n log2 n, where the first interactions of language models come into reach, but no fewer than 48.</summary>
    public static int DefaultFirstRound(int partCount) =>
        (int)Math.Max(48, Math.Ceiling(0.25 * partCount * Math.Log2(Math.Max(2, partCount))));

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal AnytimeOptions Validated()
    {
        Require(
            UntilR2 is null or (> 0 and < 1),
            "The R2 to reach",
            "above 0 and below 1",
            UntilR2
        );
        Require(
            MostPerPoint is null or > 0,
            "The most to pay for 0.01 of R2",
            "above 0",
            MostPerPoint
        );
        Require(FirstRound is null or >= 2, "The first round", "at least 2 masks", FirstRound);
        Require(Growth is >= 1.1 and <= 4, "The growth of the rounds", "1.1 to 4", Growth);
        return this;
    }

    private static void Require(bool holds, string what, string expected, double? found)
    {
        if (!holds)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{what} must be {expected}; found {found}."
                )
            );
        }
    }
}

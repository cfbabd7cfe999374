using System.Globalization;

namespace Interplay.Interactions.Trust;

/// <summary>One round of a run that asks for masks in rounds.</summary>
public sealed record Round
{
    /// <summary>Masks learned from, those of earlier rounds included.</summary>
    public required int Learned { get; init; }

    /// <summary>Distinct ablations so far, held-out ones included.</summary>
    public required int Ablations { get; init; }

    /// <summary>How well the round predicts, one entry an output.</summary>
    public required IReadOnlyList<RoundScore> Scores { get; init; }

    /// <summary>What the next 0.01 of R2 of an output costs, as a plain English sentence.</summary>
    public string NextPointInWords(int output) =>
        Scores[output] switch
        {
            { R2: null } => "R2 is unknown, and so is the price of more.",
            { NextPoint: null, R2: Interval r2 } => LearningCurve.IsComplete(r2)
                ? "R2 is within 0.01 of 1: there is no next 0.01."
                : "R2 is not above 0 beyond doubt yet: what more gives cannot be said.",
            { NextPoint: { Ablations: int price } next } => string.Create(
                CultureInfo.InvariantCulture,
                $"The next 0.01 of R2 costs about {price} ablations ({next.Low ?? price} to {(next.High is int high ? high : "far more")})."
            ),
            { NextPoint: { } next } => string.Create(
                CultureInfo.InvariantCulture,
                $"The next 0.01 of R2 costs more than {PointPrice.MostGrowth * Learned:0} ablations{(next.Low is int low ? $", or {low} with luck" : "")}."
            ),
        };
}

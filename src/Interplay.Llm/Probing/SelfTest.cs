namespace Interplay.Llm.Probing;

/// <summary>The proof that scores are what they claim: what the model wrote greedily with its log-probabilities, and the same text scored.</summary>
/// <param name="Tokens">Texts of the tokens the model wrote, at least one.</param>
/// <param name="Written">Their log-probabilities as the model wrote them.</param>
/// <param name="Scored">Their log-probabilities as the route scored them.</param>
public sealed record SelfTest(
    IReadOnlyList<string> Tokens,
    IReadOnlyList<double> Written,
    IReadOnlyList<double> Scored
)
{
    /// <summary>How far a written and a scored log-probability may be apart: half precision and another batch cost about that much.</summary>
    public const double Tolerance = 1e-2;

    /// <summary>The largest difference.</summary>
    public double LargestDifference =>
        Written.Zip(Scored, static (written, scored) => Math.Abs(written - scored)).Max();

    /// <summary>Whether all differences are within the tolerance.</summary>
    public bool IsPassed => LargestDifference <= Tolerance;
}

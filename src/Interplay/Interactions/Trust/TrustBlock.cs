using Interplay.Interactions.Indices;

namespace Interplay.Interactions.Trust;

/// <summary>How far to trust the spectrum of one output.</summary>
public sealed record TrustBlock
{
    /// <summary>R2 on held-out masks with a 90 % interval; null when none were bought or it is undefined (<see cref="Faithfulness.R2"/>).</summary>
    public Interval? HeldOutR2 { get; init; }

    /// <summary>Normalised squared error on held-out masks; null when none were bought.</summary>
    public double? HeldOutNmse { get; init; }

    /// <summary>Number of held-out masks.</summary>
    public int HeldOutCount { get; init; }

    /// <summary>Faithfulness near the whole input; null when no masks were set aside for it.</summary>
    public NearWholeFaithfulness? NearWhole { get; init; }

    /// <summary>R2 by cross-validation over the masks learned from, with a 90 % interval; null where the method does not cross-validate.</summary>
    public Interval? CrossValidatedR2 { get; init; }

    /// <summary>The linear datamodelling score of this output on held-out masks; null when it was not asked for or there are too few of them.</summary>
    public DatamodelScore? DatamodelScore { get; init; }

    /// <summary>How sure the signs of the reported interactions are, strongest interaction first.</summary>
    public IReadOnlyList<SignStability> SignStability { get; init; } = [];

    /// <summary>The plain verdict.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Whether nothing is known to be predicted: the low end of R2, on held-out masks or else by cross-validation, is not above 0.</summary>
    public bool PredictsNothing => IsNothing(HeldOutR2 ?? CrossValidatedR2);

    /// <summary>Whether an R2 is not known to be above 0; one that was not measured says nothing.</summary>
    internal static bool IsNothing(Interval? r2) => r2 is { Low: <= 0 };

    /// <summary>Puts a trust block together.</summary>
    /// <param name="spectrum">The spectrum that was recovered.</param>
    /// <param name="learnedFrom">Ablations it was learned from, at least 1.</param>
    /// <param name="heldOut">Faithfulness on held-out masks; null when none were bought.</param>
    /// <param name="crossValidatedR2">R2 by cross-validation; null when there was none.</param>
    /// <param name="reported">The interactions that are shown; null or empty when none are.</param>
    public static TrustBlock Assess(
        Spectrum spectrum,
        int learnedFrom,
        Faithfulness? heldOut = null,
        Interval? crossValidatedR2 = null,
        IReadOnlyList<Interaction>? reported = null
    ) => Assess(spectrum, learnedFrom, heldOut, crossValidatedR2, reported, 0.5);

    internal static TrustBlock Assess(
        Spectrum spectrum,
        int learnedFrom,
        Faithfulness? heldOut,
        Interval? crossValidatedR2,
        IReadOnlyList<Interaction>? reported,
        double keptShare
    ) =>
        new()
        {
            HeldOutR2 = heldOut?.R2,
            HeldOutNmse = heldOut?.Nmse,
            HeldOutCount = heldOut?.Count ?? 0,
            CrossValidatedR2 = crossValidatedR2,
            SignStability = Trust.SignStability.Of(reported ?? []),
            Verdict = Verdict.Decide(spectrum, learnedFrom, heldOut, crossValidatedR2, keptShare),
        };
}

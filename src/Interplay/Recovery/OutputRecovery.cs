using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;

namespace Interplay.Recovery;

/// <summary>What a method recovered for one output.</summary>
public sealed record OutputRecovery
{
    /// <summary>The sparse spectrum, with standard errors where the method has them.</summary>
    public required Spectrum Spectrum { get; init; }

    /// <summary>
    /// The interactions under the index that was asked for, where the method reads them from more than the spectrum; null where they are those of the
    /// spectrum.
    /// </summary>
    public InteractionValues? Interactions { get; init; }

    /// <summary>Whether few terms explain every value to working precision: such a spectrum holds at masks of any size.</summary>
    internal bool IsExact { get; init; }

    /// <summary>Share of what the index averages over that lies at numbers of kept parts of which no mask is near, 0 to 1; null where the spectrum is the answer.</summary>
    internal SizeCoverage? Sizes { get; init; }

    /// <summary>Predictions of the model at other masks, where they are more than those of the spectrum, which is a part of it; null where they are the same.</summary>
    internal Func<MaskMatrix, double[]>? Predict { get; init; }

    /// <summary>R2 by cross-validation over the masks learned from, with the two ends of a 90 % interval; null where the method does not cross-validate.</summary>
    public Interval? CrossValidatedR2 { get; init; }

    /// <summary>Standard deviation of what the spectrum leaves unexplained in the masks learned from, corrected for the terms fitted; null where unknown.</summary>
    public double? ResidualDeviation { get; init; }

    /// <summary>Value minus the prediction of a fit that did not see it, one a mask learned from, in the unit of the output; null where the method does not cross-validate.</summary>
    internal double[]? OutOfFoldResiduals { get; init; }

    /// <summary>The same with no coefficient surer than a given standard error.</summary>
    internal OutputRecovery WithLeastError(double least) =>
        this with
        {
            Spectrum = new Spectrum(
                Spectrum.PartCount,
                Spectrum.Terms.Select(term =>
                    term with
                    {
                        StandardError = Math.Max(term.StandardError ?? 0, least),
                    }
                )
            ),
        };

    /// <summary>
    /// The same where it is not known to predict anything: a coefficient that was chosen as the largest of many is then as unsure as a mean over the masks.
    /// </summary>
    /// <param name="r2">R2 on masks that were not learned from.</param>
    /// <param name="masks">Masks learned from.</param>
    internal OutputRecovery WithErrorsOfMeansUnlessPredictive(Interval? r2, int masks) =>
        TrustBlock.IsNothing(r2) && ResidualDeviation is double deviation
            ? WithLeastError(deviation / Math.Sqrt(masks))
            : this;
}

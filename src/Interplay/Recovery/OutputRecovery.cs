using Interplay.Interactions;

namespace Interplay.Recovery;

/// <summary>What a method recovered for one output.</summary>
public sealed record OutputRecovery
{
    /// <summary>The sparse spectrum, with standard errors where the method has them.</summary>
    public required Spectrum Spectrum { get; init; }

    /// <summary>R2 by cross-validation over the masks learned from, with the two ends of a 90 % interval; null where the method does not cross-validate.</summary>
    public Interval? CrossValidatedR2 { get; init; }

    /// <summary>Standard deviation of what the spectrum leaves unexplained in the masks learned from, corrected for the terms fitted; null where unknown.</summary>
    public double? ResidualDeviation { get; init; }

    /// <summary>Value minus the prediction of a fit that did not see it, one a mask learned from, in the unit of the output; null where the method does not cross-validate.</summary>
    internal double[]? OutOfFoldResiduals { get; init; }
}

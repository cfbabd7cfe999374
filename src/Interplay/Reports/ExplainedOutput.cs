using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;

namespace Interplay.Reports;

/// <summary>What an explanation says about one output.</summary>
public sealed record ExplainedOutput
{
    /// <summary>Name of the output: a class, a token, a task.</summary>
    public required string Name { get; init; }

    /// <summary>The recovered spectrum, with standard errors where the method has them.</summary>
    public required Spectrum Spectrum { get; init; }

    /// <summary>The interactions under the index that was asked for.</summary>
    public required InteractionValues Interactions { get; init; }

    /// <summary>How far to trust the spectrum.</summary>
    public required TrustBlock Trust { get; init; }

    /// <summary>What the value function gave with all parts and without any; null where it was not asked for that.</summary>
    public MeasuredEnds? Ends { get; init; }

    /// <summary>What it gave with single parts left out and with single parts kept; null where it was asked for none of that.</summary>
    public MeasuredSingles? Singles { get; init; }
}

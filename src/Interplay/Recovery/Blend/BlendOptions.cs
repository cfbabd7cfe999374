namespace Interplay.Recovery.Blend;

/// <summary>How the blend recovers.</summary>
public sealed record BlendOptions
{
    /// <summary>Most terms returned without the constant, 1 to 5,000.</summary>
    public int MaxTerms { get; init; } = 1000;

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal BlendOptions Validated() =>
        MaxTerms is >= 1 and <= 5000
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"MaxTerms of the blend must be 1 to 5,000; found {MaxTerms}."
            );
}

namespace Interplay.Recovery.Spex;

/// <summary>Settings of <see cref="SpexMethod"/>. The defaults are meant to be right.</summary>
public sealed record SpexOptions
{
    /// <summary>Most groups of masks, 1 to 8. Groups differ in size; together they fill the budget.</summary>
    public int Groups { get; init; } = 3;

    /// <summary>t: highest order looked for plus sign errors corrected algebraically, 1 to 8. <see cref="Masks.PlanRequest.MaxOrder"/> replaces it.</summary>
    public int MaxDegree { get; init; } = 5;

    /// <summary>Hard or soft decoding.</summary>
    public SpexDecoding Decoding { get; init; } = SpexDecoding.Soft;

    /// <summary>Least reliable signs that soft decoding tries both ways at most, 1 to 16; the work of a crowded bin is 2 to this power.</summary>
    public int MaxInversions { get; init; } = 10;

    /// <summary>Most sets, 0 to 10,000,000, whose correlation is computed one by one where decoding finds nothing more; 0 relies on decoding alone.</summary>
    public int MaxScreened { get; init; } = 250_000;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal SpexOptions Validated()
    {
        Require(Groups, 1, 8, nameof(Groups));
        Require(MaxDegree, 1, 8, nameof(MaxDegree));
        Require(MaxInversions, 1, 16, nameof(MaxInversions));
        Require(MaxScreened, 0, 10_000_000, nameof(MaxScreened));
        Require((int)Decoding, 0, 1, nameof(Decoding));
        return this;
    }

    private static void Require(int found, int least, int most, string name)
    {
        if (found < least || found > most)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"SPEX option {name} must be from {least} to {most}; found {found}."
            );
        }
    }
}

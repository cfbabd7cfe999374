namespace Interplay.Masks;

/// <summary>What a plan is asked for.</summary>
public sealed record PlanRequest
{
    /// <summary>Number of parts, at least 2.</summary>
    public required int PartCount { get; init; }

    /// <summary>Most distinct ablations the plan may spend, held-out masks included.</summary>
    public required int Budget { get; init; }

    /// <summary>Highest order of interaction looked for; null leaves it to the method.</summary>
    public int? MaxOrder { get; init; }

    /// <summary>
    /// Whether the parts stand in a sequence (words, sentences), so that neighbours are expected to act together more. Harmless where they do
    /// not, since its share is learned; false saves the few hyper-parameters it takes.
    /// </summary>
    public bool PartsAreOrdered { get; init; } = true;

    /// <summary>Seed of every random choice; the same request and seed give the same plan.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many uniform masks of the budget are set aside to measure faithfulness; 0 buys none.</summary>
    public int HeldOut { get; init; }

    /// <summary>Masks that are set aside for a judge of another kind, beside the budget: they are neither learned from nor held out. Null for none.</summary>
    internal MaskMatrix? Reserved { get; init; }

    /// <summary>The budget with what is set aside.</summary>
    internal int Total => Budget + (Reserved?.RowCount ?? 0);

    /// <summary>
    /// Whether the first masks, however many, are to be a plan of their own, so that a run may stop early and go on later. A method whose masks
    /// are of use only all together plans those all the same; <see cref="MaskDesign.HasPrefixes"/> tells.
    /// </summary>
    public bool Prefixes { get; init; }

    /// <summary>How many masks there are to plan with, all but the reserved ones; 2^31 or more is <see cref="long.MaxValue"/>.</summary>
    internal long Available =>
        PartCount < 31 ? (1L << PartCount) - (Reserved?.RowCount ?? 0) : long.MaxValue;

    /// <summary>An index that holds the reserved masks, so that no draw gives them again.</summary>
    internal MaskIndex NewIndex()
    {
        var taken = new MaskIndex(PartCount, Total);
        for (int row = 0; row < (Reserved?.RowCount ?? 0); row++)
        {
            taken.Add(Reserved!.Row(row));
        }

        return taken;
    }

    /// <summary>Checks the request, but for the budget: what is least workable is for the method to say.</summary>
    /// <exception cref="InterplayException"><c>too-few-parts</c>, <c>option-out-of-range</c> or <c>order-out-of-range</c>.</exception>
    public PlanRequest Validated()
    {
        if (PartCount < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; found {PartCount}."
            );
        }

        if (HeldOut < 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"The number of held-out masks must not be negative; found {HeldOut}."
            );
        }

        if (MaxOrder is < 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "order-out-of-range",
                $"The highest order must be at least 1; found {MaxOrder}."
            );
        }

        return this;
    }
}

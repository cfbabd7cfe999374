namespace Interplay.Masks;

/// <summary>The masks that a design chose, all distinct unless they came from outside, with the budget really used. A pure function of the request.</summary>
public sealed record MaskPlan
{
    /// <summary>Name of the method that planned.</summary>
    public required string Method { get; init; }

    /// <summary>The rule that chose the masks.</summary>
    public required MaskDesign Design { get; init; }

    /// <summary>The request that this plan answers.</summary>
    public required PlanRequest Request { get; init; }

    /// <summary>Masks to learn from.</summary>
    public required MaskMatrix Masks { get; init; }

    /// <summary>Masks that only measure faithfulness, uniform and distinct from <see cref="Masks"/>; null when none were bought.</summary>
    public MaskMatrix? HeldOut { get; init; }

    /// <summary>
    /// Masks with one to three parts missing that only measure faithfulness near the whole input, distinct from all others; null when none were bought.
    /// </summary>
    public MaskMatrix? NearWhole { get; init; }

    /// <summary>What the planner decided and why, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Number of parts.</summary>
    public int PartCount => Masks.PartCount;

    /// <summary>Most ablations that were allowed.</summary>
    internal int Budget => Request.Total;

    /// <summary>Ablations that carrying out the plan costs; never above the budget of the request.</summary>
    public int Cost => Masks.RowCount + (HeldOut?.RowCount ?? 0) + (NearWhole?.RowCount ?? 0);

    /// <summary>Whether every mask there is is among those to learn from.</summary>
    public bool IsComplete =>
        PartCount < 31
        && Masks.RowCount >= 1 << PartCount
        && MaskIndex.Over(Masks).Count == 1 << PartCount;

    /// <summary>The plan of masks that came from outside, as a table.</summary>
    /// <param name="request">What the masks are to answer; its seed lets a method recognise masks it planned itself.</param>
    /// <param name="masks">Masks to learn from.</param>
    /// <param name="heldOut">Masks that only score; null when there are none.</param>
    public static MaskPlan Given(
        PlanRequest request,
        MaskMatrix masks,
        MaskMatrix? heldOut = null
    ) =>
        new()
        {
            Method = "given",
            Design = new GivenDesign(),
            Request = request,
            Masks = masks,
            HeldOut = heldOut,
        };

    /// <summary>All masks in the order they are asked for: those to learn from, then the held-out ones, then those near the whole input.</summary>
    public MaskMatrix AllMasks()
    {
        MaskMatrix all = HeldOut is null ? Masks : Masks.Concat(HeldOut);
        return NearWhole is null ? all : all.Concat(NearWhole);
    }
}

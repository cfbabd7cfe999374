using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Recovery;

/// <summary>The plan of methods that learn from independent uniform masks: distinct ones, and held-out ones apart from them.</summary>
internal static class UniformPlan
{
    private const ulong MaskStream = 1;
    private const ulong HeldOutStream = 2;

    /// <summary>Draws the plan.</summary>
    /// <param name="request">The request.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="least">Least number of masks to learn from, unless there are fewer masks in all.</param>
    /// <param name="reason">Why fewer are too few.</param>
    /// <exception cref="BudgetTooSmallException">Fewer than <paramref name="least"/> are left to learn from.</exception>
    public static MaskPlan Of(PlanRequest request, string method, int least, string reason)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validated();
        long all = request.PartCount < 31 ? 1L << request.PartCount : long.MaxValue;
        int budget = (int)Math.Min(request.Budget, all);
        int learn = budget - request.HeldOut;
        long needed = Math.Min(least, Math.Max(1, all - request.HeldOut));
        if (learn < needed)
        {
            throw new BudgetTooSmallException(
                request.Budget,
                (int)needed + request.HeldOut,
                request.HeldOut > 0 ? $"{reason} besides the {request.HeldOut} held out" : reason
            );
        }

        var taken = new MaskIndex(request.PartCount, budget);
        // What the whole input gives, and nothing, is asked first: every report speaks of it, and what fails there fails before anything is spent.
        MaskMatrix ends = Ends(request.PartCount, learn, taken);
        return new MaskPlan
        {
            Method = method,
            Design = new UniformDesign(),
            Request = request,
            Masks = ends.Concat(
                UniformDesign.Draw(
                    request.PartCount,
                    learn - ends.RowCount,
                    new SeededRandom(request.Seed, MaskStream),
                    taken
                )
            ),
            HeldOut =
                request.HeldOut > 0
                    ? UniformDesign.Draw(
                        request.PartCount,
                        request.HeldOut,
                        new SeededRandom(request.Seed, HeldOutStream),
                        taken
                    )
                    : null,
            Notes = budget == all ? ["The budget covers every mask there is."] : [],
        };
    }

    /// <summary>All parts and none, as far as the budget reaches; they are added to what is taken.</summary>
    public static MaskMatrix Ends(int partCount, int most, MaskIndex taken)
    {
        Mask[] ends = [Mask.Full(partCount), Mask.Empty(partCount)];
        Mask[] asked = [.. ends.Take(Math.Max(1, most))];
        foreach (Mask end in asked)
        {
            taken.Add(end.Words);
        }

        return MaskMatrix.From(asked);
    }
}

using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Recovery;

/// <summary>The plan of methods that learn from independent uniform masks: distinct ones, and held-out ones apart from them.</summary>
internal static class UniformPlan
{
    private const ulong MaskStream = 1;
    private const ulong HeldOutStream = 2;

    /// <summary>Masks of single parts are asked where they are at most one in so many of the budget.</summary>
    private const int SinglesShare = 20;

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
        long all = request.Available;
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

        MaskIndex taken = request.NewIndex();
        // What the whole input gives, and nothing, is asked first: every report speaks of it, and what fails there fails before anything is spent.
        MaskMatrix first = First(request, learn, taken);
        return new MaskPlan
        {
            Method = method,
            Design = new UniformDesign(),
            Request = request,
            Masks = first.Concat(
                UniformDesign.Draw(
                    request.PartCount,
                    learn - first.RowCount,
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

    /// <summary>
    /// What is asked before anything is drawn, as far as the budget reaches: all parts and none and, where that is a twentieth of the budget or less, each part
    /// left out alone, so that what the whole input owes to a part is known and not predicted. Masks that keep more than half of the parts are not near
    /// none, those that keep fewer not near the whole. Runs that may stop early ask for the ends alone: they learn from the first masks.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="most">Most masks.</param>
    /// <param name="taken">Masks that are asked already; the new ones are added to it.</param>
    /// <param name="keptShare">Probability with which other masks keep a part.</param>
    public static MaskMatrix First(
        PlanRequest request,
        int most,
        MaskIndex taken,
        double keptShare = 0.5
    )
    {
        int parts = request.PartCount;
        Mask[] ends = keptShare switch
        {
            > 0.5 => [Mask.Full(parts)],
            < 0.5 => [Mask.Empty(parts)],
            _ => [Mask.Full(parts), Mask.Empty(parts)],
        };
        var first = new List<Mask>(ends);
        if (keptShare >= 0.5 && !request.Prefixes && (long)parts * SinglesShare <= request.Total)
        {
            first.AddRange(Enumerable.Range(0, parts).Select(part => LeftOut(parts, part)));
        }

        var asked = new List<Mask>();
        foreach (Mask mask in first)
        {
            if (asked.Count < Math.Max(1, most) && taken.Find(mask.Words) < 0)
            {
                taken.Add(mask.Words);
                asked.Add(mask);
            }
        }

        return MaskMatrix.Create(
            asked.Count,
            parts,
            (row, words) => asked[row].Words.CopyTo(words)
        );
    }

    /// <summary>All parts but one.</summary>
    private static Mask LeftOut(int partCount, int part)
    {
        ulong[] words = Mask.Full(partCount).Words.ToArray();
        words[part >> 6] ^= 1UL << (part & 63);
        return Mask.FromWords(words, partCount);
    }
}

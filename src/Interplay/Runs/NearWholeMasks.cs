using System.Numerics;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery;

namespace Interplay.Runs;

/// <summary>
/// Faithfulness near the whole input. Masks with one to three parts missing are set aside that nothing is learned from, whatever method plans the others.
/// Where a plan learns from each part left out alone, those are no judges, and two or three parts are missing; of one missing part the predictions of fits
/// that did not see it are judged, where the method cross-validates, which costs nothing. Masks of all sizes hold out some that are near, and pay for no
/// others unless that is asked for; so do tables.
/// </summary>
internal static class NearWholeMasks
{
    private const ulong Stream = 41;
    private const ulong SinglesStream = 42;

    /// <summary>Fewer held-out masks that happen to be near judge nothing.</summary>
    private const int LeastHeldOut = 8;

    /// <summary>The plan of a method with so many of its budget set aside; the method's own where it takes every mask there is.</summary>
    /// <param name="method">The method.</param>
    /// <param name="request">The request, with its whole budget.</param>
    /// <param name="count">How many masks judge.</param>
    /// <param name="isChosen">Whether somebody asked for so many.</param>
    public static MaskPlan Plan(
        IRecoveryMethod method,
        PlanRequest request,
        int count,
        bool isChosen
    )
    {
        MaskPlan plan = method.Plan(request);
        if (count == 0 || plan.IsComplete || (plan.Design is SizedDesign && !isChosen))
        {
            return plan;
        }

        MaskMatrix near = Draw(
            request,
            AsksSingles(plan.Masks) ? 2 : 1,
            count,
            new MaskIndex(request.PartCount, count),
            Stream
        );
        plan = method.Plan(
            request with
            {
                Budget = request.Budget - near.RowCount,
                Reserved = near,
            }
        );
        // Coded masks stay where they are: one that was to judge does not.
        MaskIndex learned = MaskIndex.Over(plan.Masks);
        int[] judging =
        [
            .. Enumerable.Range(0, near.RowCount).Where(row => learned.Find(near.Row(row)) < 0),
        ];
        return plan with { NearWhole = judging.Length == 0 ? null : near.Select(judging) };
    }

    /// <summary>Masks near the whole input: a third of those that judge have one part missing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="leastMissing">1; or 2 where masks with one part missing are learned from.</param>
    /// <param name="count">How many masks judge, those with one part missing included.</param>
    /// <param name="taken">Masks that are learned from whatever is planned.</param>
    /// <param name="stream">Stream of the seed.</param>
    public static MaskMatrix Draw(
        PlanRequest request,
        int leastMissing,
        int count,
        MaskIndex taken,
        ulong stream
    ) =>
        NearWholeDesign.Draw(
            request.PartCount,
            leastMissing == 1 ? count : count - count / NearWholeDesign.MostMissing,
            new SeededRandom(request.Seed, stream),
            taken,
            leastMissing
        );

    /// <summary>Measures the recovery of one output on the masks of a plan that judge; null where there are none.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="recovery">What was recovered.</param>
    /// <param name="learned">Values of the masks learned from.</param>
    /// <param name="heldOut">Values of the masks held out.</param>
    /// <param name="near">Values of the masks near the whole input.</param>
    public static NearWholeFaithfulness? Measure(
        MaskPlan plan,
        OutputRecovery recovery,
        double[] learned,
        double[] heldOut,
        double[] near
    )
    {
        if (plan.NearWhole is not { } masks)
        {
            int[] rows =
            [
                .. Enumerable
                    .Range(0, plan.HeldOut?.RowCount ?? 0)
                    .Where(row =>
                        Missing(plan.HeldOut!.Row(row)) is >= 1 and <= NearWholeDesign.MostMissing
                    ),
            ];
            if (rows.Length < LeastHeldOut || plan.IsComplete)
            {
                return null;
            }

            masks = plan.HeldOut!.Select(rows);
            near = [.. rows.Select(row => heldOut[row])];
        }

        var values = new List<double>(near);
        var predicted = new List<double>(
            recovery.Predict?.Invoke(masks) ?? recovery.Spectrum.Evaluate(masks)
        );
        int least = Enumerable.Range(0, masks.RowCount).Min(row => Missing(masks.Row(row)));
        if (plan.NearWhole is not null && least > 1 && recovery.OutOfFoldResiduals is { } residuals)
        {
            foreach (int row in JudgedSingles(plan, masks.RowCount))
            {
                values.Add(learned[row]);
                predicted.Add(learned[row] - residuals[row]);
                least = 1;
            }
        }

        return new NearWholeFaithfulness(
            Faithfulness.Measure(predicted.ToArray(), values.ToArray()),
            least,
            Enumerable.Range(0, masks.RowCount).Max(row => Missing(masks.Row(row)))
        );

        int Missing(ReadOnlySpan<ulong> mask) => plan.PartCount - Kept(mask);
    }

    /// <summary>Rows of a plan with one part missing, half as many as there are others, drawn by its seed.</summary>
    private static IEnumerable<int> JudgedSingles(MaskPlan plan, int others)
    {
        int[] rows =
        [
            .. Enumerable
                .Range(0, plan.Masks.RowCount)
                .Where(row => Kept(plan.Masks.Row(row)) == plan.PartCount - 1),
        ];
        new SeededRandom(plan.Request.Seed, SinglesStream).Shuffle(rows.AsSpan());
        return rows.Take(others / 2);
    }

    /// <summary>Whether most masks with one part missing are learned from.</summary>
    private static bool AsksSingles(MaskMatrix masks) =>
        2
            * Enumerable
                .Range(0, masks.RowCount)
                .Count(row => Kept(masks.Row(row)) == masks.PartCount - 1)
        >= masks.PartCount;

    private static int Kept(ReadOnlySpan<ulong> mask)
    {
        int kept = 0;
        foreach (ulong word in mask)
        {
            kept += BitOperations.PopCount(word);
        }

        return kept;
    }
}

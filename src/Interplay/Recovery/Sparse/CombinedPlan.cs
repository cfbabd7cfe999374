using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Codes;
using Interplay.Recovery.Spex;

namespace Interplay.Recovery.Sparse;

/// <summary>
/// Chooses the masks of the pursuit. Where every set of the order wanted can be screened, uniform masks serve best. Where there are too many, a
/// share of the masks is coded in two groups of about equal size, so that sets of high order can be decoded instead.
/// </summary>
internal static class CombinedPlan
{
    /// <summary>Highest order looked for unless fewer are asked for.</summary>
    public const int MostOrder = 5;

    /// <summary>Up to this many sets of the highest order are looked at one by one.</summary>
    private const double MostScreened = 1e8;

    /// <summary>Most of the masks that are coded; the rest is uniform.</summary>
    internal const double MostCoded = 0.7;

    /// <summary>The field of the code has at most 2^16 elements.</summary>
    private const int MostParts = 60_000;

    private const ulong MatrixStream = 0x5350_4152_01;
    private const ulong UniformStream = 0x5350_4152_02;
    private const ulong HeldOutStream = 0x5350_4152_03;

    /// <summary>Whether there are too many sets of an order to look at one by one, and a code for the parts.</summary>
    public static bool IsCoded(int partCount, int order) =>
        partCount <= MostParts && LogBinomial.Of(partCount, order) > Math.Log(MostScreened);

    /// <summary>The combined plan; null where uniform masks serve better or the budget holds no coded share.</summary>
    public static MaskPlan? Of(PlanRequest request, string method)
    {
        int parts = request.PartCount;
        int order = Math.Min(request.MaxOrder ?? MostOrder, Math.Min(MostOrder, parts));
        if (!IsCoded(parts, order))
        {
            return null;
        }

        BchCode code = BchCode.For(parts, order);
        int learn = request.Budget - request.HeldOut;
        int[] layout = Layout(learn, code.ParityLength + 1);
        if (layout.Length == 0)
        {
            return null;
        }

        var index = new MaskIndex(parts, request.Budget);
        ulong[][] shifts = GroupDraw.DelayMasks(code);
        var random = new SeededRandom(request.Seed, MatrixStream);
        var groups = new List<CodedGroup>();
        foreach (int bits in layout)
        {
            groups.Add(GroupDraw.Draw(parts, bits, shifts, random, index));
        }

        var coded = new CodedDesign(code, groups, index.Count);
        MaskIndex taken = request.NewIndex();
        MaskMatrix masks = index.ToMatrix();
        for (int row = 0; row < masks.RowCount; row++)
        {
            taken.Add(masks.Row(row));
        }

        masks = masks.Concat(UniformPlan.First(request, learn - coded.CodedRows, taken));
        masks = masks.Concat(
            UniformDesign.Draw(
                parts,
                learn - masks.RowCount,
                new SeededRandom(request.Seed, UniformStream),
                taken
            )
        );
        return new MaskPlan
        {
            Method = method,
            Design = new CombinedDesign(coded),
            Request = request,
            Masks = masks,
            HeldOut =
                request.HeldOut == 0
                    ? null
                    : UniformDesign.Draw(
                        parts,
                        request.HeldOut,
                        new SeededRandom(request.Seed, HeldOutStream),
                        taken
                    ),
            Notes =
            [
                $"{coded.CodedRows} masks are coded, in groups of {string.Join(" and ", coded.Bins)} bins and {coded.Delays} delays, so that sets of up to {order} parts can be decoded; {learn - coded.CodedRows} are uniform.",
            ],
        };
    }

    /// <summary>The coded masks among those of a plan, as planned or as the same request would plan them; null when they are not all there.</summary>
    public static CodedDesign? CodedMasksOf(MaskPlan plan)
    {
        if (plan.Design is CombinedDesign own)
        {
            return own.Coded;
        }

        if (Of(plan.Request, plan.Method) is not { Design: CombinedDesign planned } again)
        {
            return null;
        }

        MaskMatrix coded = again.Masks.Slice(0, planned.Coded.CodedRows);
        (int[] rows, int missing) = PlannedRows.Find(coded, plan.Masks);
        return missing > 0 ? null : planned.Coded.MovedTo(rows);
    }

    /// <summary>Bits of the two groups, equal or one apart, the largest that stay within the share; none when it holds not even two bins each.</summary>
    private static int[] Layout(int learn, int delays)
    {
        (int first, int second) = (1, 1);
        if (Units(first, second) * delays > MostCoded * learn)
        {
            return [];
        }

        while (true)
        {
            (int First, int Second) next =
                first == second ? (first + 1, second) : (first, second + 1);
            if (Units(next.First, next.Second) * delays > MostCoded * learn)
            {
                return [first, second];
            }

            (first, second) = next;
        }
    }

    /// <summary>Masks of two groups for each delay; those of l = 0 are the same in both.</summary>
    private static long Units(int first, int second) => (1L << first) + (1L << second) - 1;
}

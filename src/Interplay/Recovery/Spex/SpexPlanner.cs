using System.Numerics;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Codes;
using Interplay.Recovery.Exact;

namespace Interplay.Recovery.Spex;

/// <summary>Chooses the masks of SPEX: the code from parts and order, the groups from the budget, uniform masks for what is left.</summary>
internal static class SpexPlanner
{
    private const ulong MatrixStream = 0x5350_4558_01;
    private const ulong ExtraStream = 0x5350_4558_02;
    private const ulong HeldOutStream = 0x5350_4558_03;

    /// <summary>With fewer than 2^3 bins collisions are the rule and significance tests mislead.</summary>
    private const int LeastBits = 3;

    /// <summary>The transform takes no more.</summary>
    private const int MaxBits = 24;

    public static MaskPlan Plan(string method, PlanRequest request, SpexOptions options)
    {
        int parts = request.PartCount;
        if (
            parts <= ExhaustiveDesign.MaxParts
            && request.Budget - request.HeldOut >= AllMasks(parts)
        )
        {
            return new ExactMethod().Plan(request) with { Method = method };
        }

        BchCode code = BchCode.For(parts, Tolerance(request, options));
        int delays = code.ParityLength + 1;
        int smallest = delays << Math.Min(LeastBits, parts);
        int budget = LearningBudget(request, smallest, delays, code.Tolerance);
        var index = new MaskIndex(parts, budget);
        ulong[][] shifts = GroupDraw.DelayMasks(code);
        var random = new SeededRandom(request.Seed, MatrixStream);
        var groups = new List<CodedGroup>();
        foreach (int bits in Layout(budget, delays, parts, options.Groups))
        {
            groups.Add(GroupDraw.Draw(parts, bits, shifts, random, index));
        }

        int coded = index.Count;
        int extra = budget - coded;
        UniformDesign.Draw(parts, extra, new SeededRandom(request.Seed, ExtraStream), index);
        MaskMatrix masks = index.ToMatrix();
        MaskMatrix? heldOut =
            request.HeldOut == 0
                ? null
                : UniformDesign.Draw(
                    parts,
                    request.HeldOut,
                    new SeededRandom(request.Seed, HeldOutStream),
                    index
                );
        var design = new CodedDesign(code, groups, coded);
        return new MaskPlan
        {
            Method = method,
            Design = design,
            Request = request,
            Masks = masks,
            HeldOut = heldOut,
            Notes = Describe(design, masks.RowCount),
        };
    }

    /// <summary>
    /// Bits of each group, largest first. A term is found in the group where its bin is least crowded, so one large group beats several equal ones.
    /// The others separate what collides there, and two of them beat one of twice the size, because a pair must collide in all groups to hide.
    /// Every group after the first shares its l = 0 masks with the first.
    /// </summary>
    internal static List<int> Layout(int budget, int delays, int parts, int most)
    {
        var bits = new List<int>();
        int largest = Math.Min(parts, MaxBits);
        long units = budget / delays;
        while (bits.Count < most && units > 0)
        {
            // What the first group leaves must carry the others; after it halves are taken.
            int reserve =
                bits.Count == most - 1 ? 0
                : bits.Count == 0 ? 2
                : 1;
            int b = BitOperations.Log2((ulong)units);
            while (
                reserve > 0
                && b > (bits.Count == 0 ? LeastBits : 1)
                && units - (1L << b) < 1L << (b - reserve)
            )
            {
                b--;
            }

            b = Math.Min(b, largest);
            if (b < 1)
            {
                break;
            }

            bits.Add(b);
            // The first group pays for the shared masks once, the next one gets them back.
            units -= (1L << b) - 1;
        }

        return bits;
    }

    private static int Tolerance(PlanRequest request, SpexOptions options)
    {
        int tolerance = Math.Min(request.MaxOrder ?? options.MaxDegree, request.PartCount);
        if (tolerance > 8)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "order-out-of-range",
                $"SPEX looks for interactions up to order 8; found {tolerance}."
            );
        }

        return tolerance;
    }

    /// <summary>Masks to learn from: the budget, or all there are, without the held-out ones.</summary>
    private static int LearningBudget(PlanRequest request, int smallest, int delays, int tolerance)
    {
        int parts = request.PartCount;
        long all = AllMasks(parts);
        long budget = Math.Min(request.Budget, all) - request.HeldOut;
        if (budget >= smallest)
        {
            return (int)budget;
        }

        // Where few parts have few masks, asking all of them needs no code.
        long least = (all - request.HeldOut >= smallest ? smallest : all) + request.HeldOut;

        throw new BudgetTooSmallException(
            request.Budget,
            (int)least,
            $"SPEX needs {delays} delays of at least {smallest / delays} bins, or all masks, for {parts} parts up to order {tolerance}"
                + (request.HeldOut > 0 ? $", and {request.HeldOut} masks are held out" : "")
        );
    }

    private static long AllMasks(int parts) => parts < 31 ? 1L << parts : long.MaxValue;

    /// <summary>Facts of a design over <paramref name="rows"/> masks, one sentence each.</summary>
    internal static string[] Describe(CodedDesign design, int rows)
    {
        BchCode code = design.Code;
        return
        [
            $"Interactions up to order {code.Tolerance} are looked for.",
            $"The code is BCH [{code.Length}, {code.MessageLength}] with designed distance {2 * code.Tolerance + 1}, shortened from length {code.Field.Order}: {design.Delays} delays.",
            $"{design.Groups.Count} groups of {string.Join(", ", design.Bins)} bins take {design.CodedRows} distinct masks.",
            $"{rows - design.CodedRows} further masks strengthen the regression.",
        ];
    }
}

using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Spex;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>
/// The spectrum of a function that costs nothing to ask: by the exact transform up to sixteen parts, beyond by SPEX, whose coded masks find
/// terms of any order up to five among as many parts as there are.
/// </summary>
internal static class FunctionReading
{
    /// <summary>Up to this many parts all masks are asked.</summary>
    public const int MostExactParts = 16;

    /// <summary>Masks that SPEX asks for: enough bins for a few hundred terms.</summary>
    public const int SpexMasks = 8192;

    /// <summary>Sets of order up to this are read.</summary>
    private const int MostSpexOrder = 5;

    /// <summary>The largest terms without the constant.</summary>
    public static SpectrumTerm[] Largest(
        Func<BitColumns, double[]> function,
        int partCount,
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                partCount <= MostExactParts
                    ? Exact(function, partCount)
                    : BySpex(function, partCount, SpexMasks, maxOrder, cancellationToken)
            )
                .Where(term => term.Parts.Order > 0 && term.Parts.Order <= maxOrder)
                .OrderByDescending(static term => Math.Abs(term.Coefficient))
                .ThenBy(static term => term.Parts)
                .Take(limit),
        ];

    private static IEnumerable<SpectrumTerm> Exact(
        Func<BitColumns, double[]> function,
        int partCount
    )
    {
        double[] values = function(ExhaustiveDesign.All(partCount).Columns);
        WalshHadamard.Transform(values);
        return values.Select(
            (sum, set) => new SpectrumTerm(PartSet.FromWords([(ulong)set]), sum / values.Length)
        );
    }

    /// <summary>The terms that SPEX finds, the constant among them.</summary>
    internal static IEnumerable<SpectrumTerm> BySpex(
        Func<BitColumns, double[]> function,
        int partCount,
        int masks,
        int maxOrder,
        CancellationToken cancellationToken
    )
    {
        var spex = new SpexMethod();
        MaskPlan plan = spex.Plan(
            new PlanRequest
            {
                PartCount = partCount,
                Budget = masks,
                MaxOrder = Math.Min(maxOrder, MostSpexOrder),
            }
        );
        return spex.Recover(plan, function(plan.Masks.Columns), null, cancellationToken)
            .Outputs[0]
            .Spectrum.Terms.Select(static term => new SpectrumTerm(term.Parts, term.Coefficient));
    }
}

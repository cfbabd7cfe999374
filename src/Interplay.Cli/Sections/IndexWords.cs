using Interplay.Interactions.Indices;

namespace Interplay.Cli.Sections;

/// <summary>Each index in one line for people who have not met it.</summary>
internal static class IndexWords
{
    /// <summary>What a column "sure" says of sets of parts, and of single parts, which are all listed.</summary>
    public static string Sure(bool isSingles) =>
        isSingles ? "Sure: of the sign." : "Sure: of the sign, chosen among all sets.";

    /// <param name="index">The index.</param>
    /// <param name="sums">Whether what is listed sums to what was measured, where the index does.</param>
    public static string Of(InteractionIndex index, bool sums) =>
        index switch
        {
            InteractionIndex.Fourier =>
                "Fourier coefficients: a pair of +x means x higher than average with both or neither, x lower with one of them.",
            InteractionIndex.Moebius =>
                "Moebius: what a set adds over all its subsets when everything else is dropped.",
            InteractionIndex.CoMoebius =>
                "Co-Moebius: what a set adds over all its subsets when everything else is kept.",
            InteractionIndex.SV =>
                $"Shapley values: a fair share for each part{(sums ? "; all shares sum to whole input minus nothing" : "")}.",
            InteractionIndex.BV =>
                "Banzhaf values: the change a part makes, averaged over keeping or dropping the others.",
            InteractionIndex.BII =>
                "Strength: what they change together beyond what they do in smaller sets (Banzhaf interaction index).",
            InteractionIndex.SII =>
                "Shapley interaction index: the joint effect, averaged over all orders in which parts can arrive.",
            InteractionIndex.KSII =>
                $"k-Shapley values: fair shares for parts and sets up to the order{(sums ? "; they sum to whole input minus nothing" : "")}.",
            InteractionIndex.STII =>
                "Shapley-Taylor index: lower orders as without context, the highest order takes all that is left.",
            InteractionIndex.FSII =>
                "Faithful Shapley interactions: the closest model of this order, large and small masks weighted most.",
            InteractionIndex.FBII =>
                "Faithful Banzhaf interactions: the closest model of this order over all masks alike.",
            InteractionIndex.CHII =>
                "Chaining index: the joint effect, shared along chains of growing sets.",
            _ => index.ToName(),
        };
}

using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Proxies.Trees;

namespace Interplay.Recovery.Ensembles;

/// <summary>The exact spectrum of a weighted sum of trees over the parts of a mask, tree by tree.</summary>
public sealed class EnsembleSpectrum
{
    /// <summary>Parts that may be asked about on one way through a tree: it adds two to their number of terms.</summary>
    public const int MostDepth = 16;

    private const int MostTerms = 1 << 22;

    /// <summary>Coefficients below this share of the largest are rounding errors of the sums.</summary>
    private const double Negligible = 1e-13;

    private readonly TreeFourier _fourier = new();

    /// <summary>Adds a tree.</summary>
    /// <param name="nodes">Its nodes; each part is asked about at most once, and at most <see cref="MostDepth"/> of them, on any way from the root.</param>
    /// <param name="weight">What its values are multiplied by.</param>
    public void Add(IReadOnlyList<MaskTreeNode> nodes, double weight)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        _fourier.Add(
            new RegressionTree([
                .. nodes.Select(static node =>
                    node.Part < 0
                        ? TreeNode.Leaf(node.Value)
                        : new TreeNode(node.Part, node.Absent, node.Present, 0)
                ),
            ]),
            weight
        );
    }

    /// <summary>The spectrum of all trees that were added.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="constant">What is added to every value.</param>
    public Spectrum ToSpectrum(int partCount, double constant = 0)
    {
        List<SpectrumTerm> terms = _fourier.Terms.Largest(MostTerms, partCount);
        double least = terms.Count == 0 ? 0 : Negligible * Math.Abs(terms[0].Coefficient);
        return new Spectrum(
            partCount,
            [
                new SpectrumTerm(PartSet.Empty, constant + _fourier.Terms.Constant, 0),
                .. terms
                    .Where(term => Math.Abs(term.Coefficient) > least)
                    .Select(static term => term with { StandardError = 0 }),
            ]
        );
    }
}

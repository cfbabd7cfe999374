using System.Globalization;
using Interplay.Interactions;
using Interplay.Recovery.Folds;

namespace Interplay.Recovery.Proxies.Trees;

/// <summary>Boosted trees of one shape, with the number of trees that predicts the validation sides best.</summary>
internal sealed class TreeStudy : IProxyStudy
{
    private readonly FoldedValues _data;
    private readonly BoostingPath[] _paths;
    private readonly int _trees;

    public TreeStudy(FoldedValues data, TreeShape shape, BoostingPath[] paths)
    {
        _data = data;
        _paths = paths;
        Shape = shape;
        Error = double.PositiveInfinity;
        int longest = paths.Max(path => path.Trees.Length);
        for (int trees = 0; trees <= longest; trees++)
        {
            // A path that stopped early keeps its last error.
            double error = data.Mean(
                paths.Length,
                fold => paths[fold].ValidationErrors[Math.Min(trees, paths[fold].Trees.Length)]
            );
            if (error < Error)
            {
                Error = error;
                _trees = trees;
            }
        }
    }

    public TreeShape Shape { get; }

    /// <summary>The boosting runs, one a fold.</summary>
    public ReadOnlySpan<BoostingPath> Paths => _paths;

    /// <inheritdoc/>
    public double Error { get; }

    /// <inheritdoc/>
    public string Settings =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Shape.MaxLeaves} leaves, depth {Shape.MaxDepth}, {_trees} trees, rate {Shape.Rate:0.###}; runs stopped at {_paths.Min(static path => path.Trees.Length)} to {_paths.Max(static path => path.Trees.Length)} trees, when the validation error had stopped falling"
        );

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> Read(int fold, int limit, int maxOrder) =>
        Read(_paths[fold], limit, maxOrder);

    /// <inheritdoc/>
    public IReadOnlyList<SpectrumTerm> ReadAll(
        int limit,
        int maxOrder,
        CancellationToken cancellationToken
    ) =>
        Read(
            BoostingPath.Fit(_data.Masks.All, _data.Values, Shape, _trees, cancellationToken),
            limit,
            maxOrder
        );

    private List<SpectrumTerm> Read(BoostingPath path, int limit, int maxOrder)
    {
        var fourier = new TreeFourier();
        foreach (RegressionTree tree in path.Trees[..Math.Min(_trees, path.Trees.Length)])
        {
            fourier.Add(tree);
        }

        return fourier.Terms.Largest(limit, maxOrder);
    }
}

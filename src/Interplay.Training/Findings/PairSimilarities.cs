using System.Numerics.Tensors;
using Interplay.Masks;

namespace Interplay.Training.Findings;

/// <summary>Sums over the contexts in which both parts of a pair stood on the same side: of the products of their changes, and of their squares.</summary>
internal sealed class PairSimilarities(int parts)
{
    /// <summary>A part is in no more candidates than this, so that one dense corner does not take all of them.</summary>
    private const int MostOfOnePart = 4;

    private readonly double[] _products = new double[parts * (parts - 1) / 2];
    private readonly double[] _squares = new double[parts * (parts - 1) / 2];

    public void Add(Mask half, double[] changes, int outputs)
    {
        var norms = new double[parts];
        Parallel.For(
            0,
            parts,
            part =>
                norms[part] = TensorPrimitives.SumOfSquares<double>(
                    changes.AsSpan(part * outputs, outputs)
                )
        );
        Parallel.For(
            1,
            parts,
            second =>
            {
                ReadOnlySpan<double> own = changes.AsSpan(second * outputs, outputs);
                for (int first = 0; first < second; first++)
                {
                    if (half[first] == half[second])
                    {
                        int pair = Index(first, second);
                        _products[pair] += TensorPrimitives.Dot(
                            own,
                            changes.AsSpan(first * outputs, outputs)
                        );
                        _squares[pair] += norms[first] + norms[second];
                    }
                }
            }
        );
    }

    public (double Products, double Squares) SumsOf(int first, int second)
    {
        int pair = Index(first, second);
        return (_products[pair], _squares[pair]);
    }

    /// <summary>The most similar pairs; of equally similar ones those that do more.</summary>
    public IEnumerable<(int First, int Second)> MostSimilar(int count)
    {
        var taken = new int[parts];
        return Enumerable
            .Range(1, parts - 1)
            .SelectMany(second =>
                Enumerable.Range(0, second).Select(first => (First: first, Second: second))
            )
            .Where(pair => _squares[Index(pair.First, pair.Second)] > 0)
            .OrderByDescending(pair => Similarity(Index(pair.First, pair.Second)))
            .ThenByDescending(pair => _squares[Index(pair.First, pair.Second)])
            .Where(pair =>
            {
                bool isFree =
                    taken[pair.First] < MostOfOnePart && taken[pair.Second] < MostOfOnePart;
                taken[pair.First] += isFree ? 1 : 0;
                taken[pair.Second] += isFree ? 1 : 0;
                return isFree;
            })
            .Take(count);
    }

    /// <summary>Rounded: solvers stop within a tolerance, and copies are equally similar.</summary>
    private double Similarity(int pair) => Math.Round(2 * _products[pair] / _squares[pair], 6);

    private static int Index(int first, int second) => second * (second - 1) / 2 + first;
}

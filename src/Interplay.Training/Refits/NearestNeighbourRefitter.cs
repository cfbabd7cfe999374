using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Refits;

/// <summary>
/// k nearest kept rows (Cover and Hart, 1967): for every test row the training rows are sorted by distance once, and a mask takes the first k
/// that it keeps. Classes give log-odds of (positive + 1) / (taken + 2), numbers the mean, 0 where nothing is kept.
/// </summary>
internal sealed class NearestNeighbourRefitter : IRefitter
{
    private readonly int[][] _parts;
    private readonly double[][] _targets;
    private readonly int _neighbours;
    private readonly bool _isBinary;

    public NearestNeighbourRefitter(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        int neighbours,
        bool isBinary
    )
    {
        _neighbours = neighbours;
        _isBinary = isBinary;
        _parts = new int[test.RowCount][];
        _targets = new double[test.RowCount][];
        for (int row = 0; row < test.RowCount; row++)
        {
            int[] order = RowOrder.ByDistance(train, test.Row(row));
            _parts[row] = [.. order.Select(near => lens.PartOfRow[near])];
            _targets[row] = [.. order.Select(near => train.Targets[near])];
        }
    }

    public string Identity => $"knn:{_neighbours}:{_isBinary}";

    public object CreateWorkspace() => this;

    public void Refit(ReadOnlySpan<ulong> mask, Span<double> scores, object workspace)
    {
        for (int row = 0; row < scores.Length; row++)
        {
            int[] parts = _parts[row];
            double[] targets = _targets[row];
            int taken = 0;
            double sum = 0;
            for (int i = 0; i < parts.Length && taken < _neighbours; i++)
            {
                int part = parts[i];
                if (part < 0 || (mask[part >> 6] >> (part & 63) & 1) != 0)
                {
                    sum += targets[i];
                    taken++;
                }
            }

            // With targets of +1 and -1, taken + sum is twice the number of positive ones.
            scores[row] =
                _isBinary ? Math.Log((taken + sum + 2) / (taken - sum + 2))
                : taken == 0 ? 0
                : sum / taken;
        }
    }
}

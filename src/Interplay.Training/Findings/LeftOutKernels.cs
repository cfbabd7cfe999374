using System.Numerics.Tensors;
using Interplay.Training.Refits;
using Interplay.Training.Tables;

namespace Interplay.Training.Findings;

/// <summary>
/// Kernel ridge regression of the targets on the features, with Gaussian kernels of several widths and a linear one, and what each says of every
/// row when the rows that belong to it are left out. No model is trained anew for that: with A = (K + penalty I)^-1 and a = A y, the prediction of a
/// block B of rows by all others is y_B - A_BB^-1 a_B (Rasmussen and Williams, 2006, 5.4.2, for blocks).
/// </summary>
internal sealed class LeftOutKernels
{
    /// <summary>Squared widths of the Gaussian kernels, as multiples of the median squared distance of rows.</summary>
    private static readonly double[] Widths = [0.1, 0.3, 1, 3, 10];

    private static readonly double[] Penalties = [0.03, 0.1, 0.3, 1, 3];

    /// <summary>The prior variance of the constant, where kernels have 1.</summary>
    private const double Constant = 0.3;

    private readonly TrainingData _data;
    private readonly int _rows;
    private readonly double[] _products;

    public LeftOutKernels(TrainingData data)
    {
        _data = data;
        _rows = data.RowCount;
        _products = new double[PackedCholesky.Length(_rows)];
        Parallel.For(
            0,
            _rows,
            i =>
            {
                Span<double> row = _products.AsSpan(PackedCholesky.Length(i), i + 1);
                for (int j = 0; j <= i; j++)
                {
                    row[j] = TensorPrimitives.Dot(data.Row(i), data.Row(j));
                }
            }
        );
    }

    /// <summary>The predictions of each kernel and penalty for every row.</summary>
    /// <param name="blocks">What is left out together; rows that are judged in no block get 0.</param>
    /// <param name="cancellationToken">Stops between fits.</param>
    public double[][] Predict(
        IReadOnlyList<LeftOutBlock> blocks,
        CancellationToken cancellationToken
    )
    {
        double[][] kernels = [Linear(), .. Gaussian()];
        var predictions = new double[kernels.Length * Penalties.Length][];
        Parallel.For(
            0,
            predictions.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            i =>
                predictions[i] = Predict(
                    kernels[i / Penalties.Length],
                    Penalties[i % Penalties.Length],
                    blocks
                )
        );
        return predictions;
    }

    private double[] Linear()
    {
        double scale = Enumerable.Range(0, _rows).Average(row => Product(row, row));
        var kernel = new double[_products.Length];
        TensorPrimitives.Multiply(_products, scale > 0 ? 1 / scale : 0, kernel);
        TensorPrimitives.Add(kernel, Constant, kernel);
        return kernel;
    }

    private IEnumerable<double[]> Gaussian()
    {
        var distances = new double[_products.Length];
        var apart = new List<double>(distances.Length);
        for (int i = 0; i < _rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double distance = Math.Max(0, Product(i, i) + Product(j, j) - 2 * Product(i, j));
                distances[PackedCholesky.Length(i) + j] = distance;
                if (j < i)
                {
                    apart.Add(distance);
                }
            }
        }

        apart.Sort();
        double median = apart.Count == 0 ? 0 : apart[apart.Count / 2];
        foreach (double width in median > 0 ? Widths : [])
        {
            var kernel = new double[distances.Length];
            TensorPrimitives.Multiply(distances, -1 / (width * median), kernel);
            TensorPrimitives.Exp(kernel, kernel);
            TensorPrimitives.Add(kernel, Constant, kernel);
            yield return kernel;
        }
    }

    private double Product(int i, int j) => _products[PackedCholesky.Length(i) + j];

    private double[] Predict(double[] kernel, double penalty, IReadOnlyList<LeftOutBlock> blocks)
    {
        double[] factor = [.. kernel];
        PackedCholesky.AddDiagonal(factor, _rows, penalty);
        PackedCholesky.Factor(factor, _rows);
        double[] weights = _data.Targets.ToArray();
        PackedCholesky.Solve(factor, weights);
        PackedCholesky.Invert(factor, _rows);
        var predictions = new double[_rows];
        foreach ((IReadOnlyList<int> judged, IReadOnlyList<int> also) in blocks)
        {
            int[] block = [.. judged, .. also];
            double[] inverse = PackedCholesky.InverseBlock(factor, _rows, block);
            double[] errors = [.. block.Select(row => weights[row])];
            PackedCholesky.Factor(inverse, block.Length);
            PackedCholesky.Solve(inverse, errors);
            for (int i = 0; i < judged.Count; i++)
            {
                predictions[judged[i]] = _data.Targets[judged[i]] - errors[i];
            }
        }

        return predictions;
    }
}

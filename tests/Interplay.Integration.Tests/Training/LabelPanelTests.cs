using Interplay.Masks;
using Interplay.Training.Findings;
using Interplay.Training.Tables;

namespace Interplay.Integration.Tests.Training;

/// <summary>Rows judged by models that have not seen them.</summary>
public sealed class LabelPanelTests
{
    private const int Rows = 17;
    private const int Columns = 3;

    /// <summary>The closed form of what is left out, against fits of the rows that are left.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_left_out_in_closed_form_are_as_in_fits_without_them(ulong seed)
    {
        var random = new SeededRandom(seed, 3);
        double[] features =
        [
            .. Enumerable.Range(0, Rows * Columns).Select(_ => random.NextGaussian()),
        ];
        double[] targets = [.. Enumerable.Range(0, Rows).Select(_ => random.NextGaussian())];
        var data = new TrainingData(features, targets);
        LeftOutBlock[] blocks =
        [
            new([4], []),
            new([0, 7, 16], []),
            new([2], [11, 3]),
            .. Enumerable
                .Range(0, Rows)
                .Except([0, 2, 4, 7, 16])
                .Select(row => new LeftOutBlock([row], [])),
        ];
        double[][] predictions = new LeftOutKernels(data).Predict(
            blocks,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(30, predictions.Length);
        double[,] products = Table((i, j) => Dot(data, i, j));
        double norm = Enumerable.Range(0, Rows).Average(i => products[i, i]);
        double[,] distances = Table((i, j) => products[i, i] + products[j, j] - 2 * products[i, j]);
        double[] apart =
        [
            .. Enumerable
                .Range(0, Rows)
                .SelectMany(i => Enumerable.Range(0, i).Select(j => distances[i, j]))
                .Order(),
        ];
        double median = apart[apart.Length / 2];
        double[] widths = [0.1, 0.3, 1, 3, 10];
        double[] penalties = [0.03, 0.1, 0.3, 1, 3];
        for (int model = 0; model < 30; model++)
        {
            int which = model / 5;
            double[,] kernel = Table(
                (i, j) =>
                    0.3
                    + (
                        which == 0
                            ? products[i, j] / norm
                            : Math.Exp(-distances[i, j] / (widths[which - 1] * median))
                    )
            );
            foreach (LeftOutBlock block in blocks)
            {
                int[] left = [.. Enumerable.Range(0, Rows).Except(block.Judged).Except(block.Also)];
                double[] weights = Solve(kernel, penalties[model % 5], left, targets);
                foreach (int row in block.Judged)
                {
                    double expected = left.Select((other, i) => kernel[row, other] * weights[i])
                        .Sum();
                    Assert.Equal(expected, predictions[model][row], 1e-8);
                }
            }
        }
    }

    [Fact]
    public void A_kernel_that_predicts_labels_outvotes_one_that_does_not()
    {
        var random = new SeededRandom(5, 3);
        double[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0 ? 1.0 : -1.0)];
        double[] good = [.. labels.Select(label => 0.5 * label + 0.1 * random.NextGaussian())];
        double[] noise = [.. labels.Select(_ => random.NextGaussian())];
        labels[7] = -labels[7];
        double[] fits = LabelPanel.Judge(labels, true, good, [noise, good]);
        Assert.Equal(7, Array.IndexOf(fits, fits.Min()));
        Assert.Equal(1, fits.Count(static fit => fit < 0));
    }

    [Fact]
    public void Numbers_are_judged_by_their_squared_error()
    {
        double[] targets = [1, 2, 3, 4];
        double[] fits = LabelPanel.Judge(
            targets,
            false,
            [1, 2, 3, 2],
            [
                [1, 2, 3, 4],
                [9, 9, 9, 9],
            ]
        );
        Assert.Equal([0, 0, 0, -1], fits.Select(static fit => Math.Round(fit, 9)));
    }

    private static double Dot(TrainingData data, int i, int j)
    {
        double sum = 0;
        for (int column = 0; column < Columns; column++)
        {
            sum += data.Row(i)[column] * data.Row(j)[column];
        }

        return sum;
    }

    private static double[,] Table(Func<int, int, double> cell)
    {
        var table = new double[Rows, Rows];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Rows; j++)
            {
                table[i, j] = cell(i, j);
            }
        }

        return table;
    }

    /// <summary>(K + penalty I)^-1 y over some rows, by elimination with pivots.</summary>
    private static double[] Solve(double[,] kernel, double penalty, int[] rows, double[] targets)
    {
        int n = rows.Length;
        var a = new double[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = kernel[rows[i], rows[j]] + (i == j ? penalty : 0);
            }

            a[i, n] = targets[rows[i]];
        }

        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i, k]));
            for (int j = k; j <= n; j++)
            {
                (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            }

            for (int i = 0; i < n; i++)
            {
                double share = i == k ? 0 : a[i, k] / a[k, k];
                for (int j = k; j <= n; j++)
                {
                    a[i, j] -= share * a[k, j];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }
}

using System.Numerics.Tensors;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// The Gaussian process of <see cref="SizeKernel"/> fitted to the values of one output, or to their odd part, and read for any index. Its own error bars
/// are too narrow where the kernel does not suit the function: what folds show whose hyper-parameters were fitted anew is their scale.
/// </summary>
internal sealed class ShapleyBayesModel
{
    /// <summary>Hyper-parameters are fitted to so many rows, and then for a few steps to more.</summary>
    private const int MostFitted = 320;
    private const int MostRefitted = 700;
    private const int RefitIterations = 8;
    private const int MostFoldFitted = 224;

    /// <summary>A fold predicts from so many rows at most.</summary>
    private const int MostFoldRows = 1500;
    private const int Folds = 5;
    private const int Iterations = 40;
    private const int FoldIterations = 20;
    private const ulong Stream = 41;

    /// <summary>Functionals whose variances are read together.</summary>
    private const int Batch = 32;

    /// <summary>Rows squared x sets of which variances are read; those of the weakest sets beyond are put at the largest that were.</summary>
    private const double MostVarianceWork = 2e10;

    private readonly SizePosterior _posterior;
    private readonly double _mean;
    private readonly double _deviation;

    private ShapleyBayesModel(
        SizePosterior posterior,
        double mean,
        double deviation,
        double errorScale,
        double[] leftOutErrors
    )
    {
        _posterior = posterior;
        _mean = mean;
        _deviation = deviation;
        ErrorScale = errorScale;
        LeftOutErrors = leftOutErrors;
    }

    /// <summary>How many times the errors of left-out values were as large as the model said, at least 1.</summary>
    public double ErrorScale { get; }

    /// <summary>Value minus the prediction of a fit that did not see it, one a mask, in the unit of the values; 0 at the two ends, which every fit sees.</summary>
    public double[] LeftOutErrors { get; }

    /// <summary>Fits.</summary>
    /// <param name="masks">Masks; of a pair only one, where the values are odd parts.</param>
    /// <param name="values">Their values.</param>
    /// <param name="isOdd">Whether the values are (f(m) - f(not m)) / 2.</param>
    /// <param name="seed">Seed of folds.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static ShapleyBayesModel Fit(
        MaskMatrix masks,
        double[] values,
        bool isOdd,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        double mean = isOdd ? 0 : TensorPrimitives.Sum<double>(values) / values.Length;
        double[] y = [.. values.Select(value => value - mean)];
        double deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(y) / y.Length);
        TensorPrimitives.Divide(y, deviation, y);
        var rows = SizedRows.Of(masks);
        int[] order = Order(rows, seed);
        double[] centre = SizeKernel.Centre(rows.PartCount);
        SizeKernel kernel = FitTo(order, MostFitted, Iterations, centre);
        if (rows.Count > MostFitted)
        {
            kernel = FitTo(order, MostRefitted, RefitIterations, kernel.Logs);
        }

        var posterior = SizePosterior.Of(kernel, rows, y);
        (double scale, double[] leftOut) = Judge();
        TensorPrimitives.Multiply(leftOut, deviation, leftOut);
        return new ShapleyBayesModel(posterior, mean, deviation, scale, leftOut);

        SizeKernel FitTo(int[] from, int most, int iterations, ReadOnlySpan<double> start)
        {
            int[] some = from.Length <= most ? from : from[..most];
            return SizeFit.Fit(
                rows.Select(some),
                Of(y, some),
                isOdd,
                start,
                iterations,
                cancellationToken
            );
        }

        (double Scale, double[] Errors) Judge()
        {
            // The ends stay: nothing else is like them.
            int[] ends = [.. order.Where(row => IsEnd(rows, row))];
            int[] others = [.. order.Where(row => !IsEnd(rows, row))];
            int folds = Math.Min(Folds, others.Length);
            double standardised = 0;
            var errors = new double[rows.Count];
            for (int fold = 0; fold < folds; fold++)
            {
                int[] left = [.. others.Where((_, i) => i % folds == fold)];
                int[] kept = [.. ends, .. others.Where((_, i) => i % folds != fold)];
                SizeKernel refitted = FitTo(kept, MostFoldFitted, FoldIterations, centre);
                int[] known = kept.Length <= MostFoldRows ? kept : kept[..MostFoldRows];
                (double[] means, double[] variances) = SizePosterior
                    .Of(refitted, rows.Select(known), Of(y, known))
                    .Predict(rows.Select(left));
                for (int i = 0; i < left.Length; i++)
                {
                    double error = y[left[i]] - means[i];
                    standardised += error * error / variances[i];
                    errors[left[i]] = error;
                }
            }

            int count = Math.Max(1, others.Length);
            return (Math.Max(1, Math.Sqrt(standardised / count)), errors);
        }
    }

    /// <summary>Strengths of sets of one size under one index, with standard errors.</summary>
    /// <param name="measure">The index.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="cancellationToken">Stops between sets.</param>
    public Interaction[] Read(
        DiagonalMeasure measure,
        IReadOnlyList<PartSet> sets,
        CancellationToken cancellationToken
    )
    {
        SizeKernel kernel = _posterior.Kernel;
        SizedRows rows = _posterior.Rows;
        var functional = new IndexFunctional(kernel, measure, kernel.SizeCorrelations());
        double[][] products = functional.DiagonalProducts(rows);
        var strengths = new double[sets.Count];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        int batches = (sets.Count + Batch - 1) / Batch;
        double work = (double)rows.Count * rows.Count * sets.Count;
        var variances = new double[sets.Count];
        Parallel.For(
            0,
            batches,
            options,
            batch =>
            {
                int first = batch * Batch;
                double[][] covariances = Covariances(first, Math.Min(Batch, sets.Count - first));
                for (int i = 0; i < covariances.Length; i++)
                {
                    strengths[first + i] = TensorPrimitives.Dot(covariances[i], _posterior.Weights);
                }

                if (work <= MostVarianceWork)
                {
                    double[] found = _posterior.Variances(
                        [
                            .. Enumerable
                                .Range(first, covariances.Length)
                                .Select(i => functional.Variance(sets[i])),
                        ],
                        covariances
                    );
                    found.CopyTo(variances, first);
                }
            }
        );
        if (work > MostVarianceWork)
        {
            ReadSomeVariances();
        }

        double mean = measure.Size == 0 ? _mean * measure.Weights.Sum() : 0;
        return
        [
            .. sets.Select(
                (set, i) =>
                    new Interaction(
                        set,
                        strengths[i] * _deviation + mean,
                        Math.Sqrt(variances[i]) * ErrorScale * _deviation
                    )
            ),
        ];

        double[][] Covariances(int first, int count) =>
            [
                .. Enumerable
                    .Range(first, count)
                    .Select(i =>
                    {
                        var covariances = new double[rows.Count];
                        functional.Covariances(sets[i], rows, products, covariances);
                        return covariances;
                    }),
            ];

        void ReadSomeVariances()
        {
            int count = (int)Math.Max(Batch, MostVarianceWork / rows.Count / rows.Count);
            int[] strongest =
            [
                .. Enumerable
                    .Range(0, sets.Count)
                    .OrderByDescending(i => Math.Abs(strengths[i]))
                    .ThenBy(static i => i)
                    .Take(count),
            ];
            int[][] some = [.. strongest.Chunk(Batch)];
            double largest = 0;
            var gate = new Lock();
            Parallel.ForEach(
                some,
                options,
                chunk =>
                {
                    double[][] covariances = [.. chunk.Select(i => Covariances(i, 1)[0])];
                    double[] found = _posterior.Variances(
                        [.. chunk.Select(i => functional.Variance(sets[i]))],
                        covariances
                    );
                    lock (gate)
                    {
                        for (int i = 0; i < chunk.Length; i++)
                        {
                            variances[chunk[i]] = found[i];
                            largest = Math.Max(largest, found[i]);
                        }
                    }
                }
            );
            var read = strongest.ToHashSet();
            for (int i = 0; i < variances.Length; i++)
            {
                variances[i] = read.Contains(i) ? variances[i] : largest;
            }
        }
    }

    /// <summary>Predictions at other masks, in the unit of the values.</summary>
    public double[] Predict(MaskMatrix masks)
    {
        (double[] means, _) = _posterior.Predict(SizedRows.Of(masks));
        return [.. means.Select(value => value * _deviation + _mean)];
    }

    /// <summary>The ends, then all others in an order of the seed: any first part of it is a fair sample.</summary>
    private static int[] Order(SizedRows rows, ulong seed)
    {
        int[] drawn = new SeededRandom(seed, Stream).Permutation(rows.Count);
        return
        [
            .. drawn.Where(row => IsEnd(rows, row)).Order(),
            .. drawn.Where(row => !IsEnd(rows, row)),
        ];
    }

    private static bool IsEnd(SizedRows rows, int row) =>
        rows.Sizes[row] == 0 || rows.Sizes[row] == rows.PartCount;

    private static double[] Of(double[] y, int[] rows) => [.. rows.Select(row => y[row])];
}

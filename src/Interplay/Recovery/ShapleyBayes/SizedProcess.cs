using System.Numerics.Tensors;
using Interplay.Masks;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// The Gaussian process of <see cref="SizeKernel"/> fitted to the values of a function, or of its odd or even part, and read for any index. Its own error
/// bars are too narrow where the kernel does not suit the function: what folds show whose hyper-parameters were fitted anew is their scale.
/// </summary>
internal sealed class SizedProcess
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

    private SizedProcess(
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

    /// <summary>Value minus the prediction of a fit that did not see it, one a row, in the unit of the values; 0 at the two ends, which every fit sees.</summary>
    public double[] LeftOutErrors { get; }

    /// <summary>Fits.</summary>
    /// <param name="rows">Masks; of a pair only one, where the values are of the odd or even part.</param>
    /// <param name="values">Their values; not all the same.</param>
    /// <param name="part">What of the function they are of.</param>
    /// <param name="seed">Seed of folds.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static SizedProcess Fit(
        SizedRows rows,
        double[] values,
        FunctionPart part,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        double mean =
            part == FunctionPart.Odd ? 0 : TensorPrimitives.Sum<double>(values) / values.Length;
        double[] y = [.. values.Select(value => value - mean)];
        double deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(y) / y.Length);
        TensorPrimitives.Divide(y, deviation, y);
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
        return new SizedProcess(posterior, mean, deviation, scale, leftOut);

        SizeKernel FitTo(int[] from, int most, int iterations, ReadOnlySpan<double> start)
        {
            int[] some = from.Length <= most ? from : from[..most];
            return SizeFit.Fit(
                rows.Select(some),
                Of(y, some),
                part,
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

    /// <summary>Adds the strengths of sets of one size under one index, and their variances.</summary>
    /// <param name="measure">The index.</param>
    /// <param name="sets">The sets.</param>
    /// <param name="strengths">Strengths are added to these.</param>
    /// <param name="variances">Variances are added to these.</param>
    /// <param name="cancellationToken">Stops between sets.</param>
    public void Read(
        DiagonalMeasure measure,
        IReadOnlyList<PartSet> sets,
        double[] strengths,
        double[] variances,
        CancellationToken cancellationToken
    )
    {
        SizedRows rows = _posterior.Rows;
        var functional = new IndexFunctional(_posterior.Kernel, measure);
        if (functional.IsBlind)
        {
            return;
        }

        IndexFunctional.Covariances covariances = functional.With(rows);
        var means = new double[sets.Count];
        var own = new double[sets.Count];
        bool readsAll = (double)rows.Count * rows.Count * sets.Count <= MostVarianceWork;
        ForEach(
            [.. Enumerable.Range(0, sets.Count)],
            (i, ofSet) => means[i] = TensorPrimitives.Dot(ofSet, _posterior.Weights),
            hasVariances: readsAll
        );
        if (!readsAll)
        {
            int count = (int)Math.Max(Batch, MostVarianceWork / rows.Count / rows.Count);
            int[] strongest =
            [
                .. Enumerable
                    .Range(0, sets.Count)
                    .OrderByDescending(i => Math.Abs(means[i]))
                    .ThenBy(static i => i)
                    .Take(count),
            ];
            ForEach(strongest, static (_, _) => { }, hasVariances: true);
            double largest = strongest.Max(i => own[i]);
            var read = strongest.ToHashSet();
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = read.Contains(i) ? own[i] : largest;
            }
        }

        double mean = measure.Size == 0 ? _mean * measure.Weights.Sum() : 0;
        double scale = ErrorScale * _deviation;
        for (int i = 0; i < means.Length; i++)
        {
            strengths[i] += means[i] * _deviation + mean;
            variances[i] += own[i] * scale * scale;
        }

        void ForEach(int[] places, Action<int, double[]> use, bool hasVariances) =>
            Parallel.ForEach(
                places.Chunk(Batch),
                new ParallelOptions { CancellationToken = cancellationToken },
                chunk =>
                {
                    var ofSets = new double[chunk.Length][];
                    for (int i = 0; i < chunk.Length; i++)
                    {
                        ofSets[i] = new double[rows.Count];
                        covariances.Of(sets[chunk[i]], ofSets[i]);
                        use(chunk[i], ofSets[i]);
                    }

                    if (hasVariances)
                    {
                        double[] priors = [.. chunk.Select(i => functional.Variance(sets[i]))];
                        double[] found = _posterior.Variances(priors, ofSets);
                        for (int i = 0; i < chunk.Length; i++)
                        {
                            own[chunk[i]] = found[i];
                        }
                    }
                }
            );
    }

    /// <summary>Predictions at other masks, in the unit of the values.</summary>
    public double[] Predict(SizedRows rows)
    {
        double[] means = _posterior.Means(rows);
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

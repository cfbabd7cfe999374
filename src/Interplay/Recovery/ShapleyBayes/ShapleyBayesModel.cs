using System.Numerics.Tensors;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// A function learned from masks of all sizes: where they stand in complementary pairs, its odd and its even part on their own, each with half the rows
/// and with hyper-parameters that suit it; else the whole of it. The kernel holds the two parts apart anyway: on pairs nothing is lost.
/// </summary>
internal sealed class ShapleyBayesModel
{
    /// <summary>The parts are learned apart where at least this share of the masks stand in pairs.</summary>
    private const double Paired = 0.9;

    /// <summary>A part that varies by less than this share of the function is rounding.</summary>
    private const double Rounding = 1e-13;

    private readonly SizedProcess[] _processes;

    /// <summary>The even part, where it is the same at all masks.</summary>
    private readonly double _level;

    private ShapleyBayesModel(SizedProcess[] processes, double level, int[] learned, int pairs)
    {
        _processes = processes;
        _level = level;
        Learned = learned;
        Pairs = pairs;
        LeftOutErrors = new double[learned.Length];
    }

    /// <summary>Places of the masks that were learned from.</summary>
    public int[] Learned { get; }

    /// <summary>Value minus the prediction of a fit that did not see it, one a mask that was learned from, in the unit of the values; 0 at the two ends.</summary>
    public double[] LeftOutErrors { get; }

    /// <summary>Pairs of masks that were learned from; 0 where too few stand in pairs.</summary>
    public int Pairs { get; }

    /// <summary>How many times the errors of left-out values were as large as the model said, at least 1; the largest of its parts.</summary>
    public double ErrorScale => _processes.Max(static process => process.ErrorScale);

    /// <summary>Fits.</summary>
    /// <param name="masks">Masks.</param>
    /// <param name="values">Their values, not all the same.</param>
    /// <param name="most">Most masks, or pairs of masks, to learn from: the first.</param>
    /// <param name="seed">Seed of folds.</param>
    /// <param name="cancellationToken">Stops the fit.</param>
    public static ShapleyBayesModel Fit(
        MaskMatrix masks,
        ReadOnlySpan<double> values,
        int most,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        (int[] kept, int[] complements) = PairsOf(masks);
        if (2 * kept.Length < Paired * masks.RowCount)
        {
            int[] first = [.. Enumerable.Range(0, Math.Min(masks.RowCount, most))];
            var whole = SizedProcess.Fit(
                SizedRows.Of(masks.Select(first)),
                values[..first.Length].ToArray(),
                FunctionPart.Whole,
                seed,
                cancellationToken
            );
            var model = new ShapleyBayesModel([whole], level: 0, first, pairs: 0);
            whole.LeftOutErrors.CopyTo(model.LeftOutErrors, 0);
            return model;
        }

        kept = [.. kept.Take(most)];
        complements = [.. complements.Take(most)];
        var odd = new double[kept.Length];
        var even = new double[kept.Length];
        for (int pair = 0; pair < kept.Length; pair++)
        {
            double one = values[kept[pair]];
            double other = values[complements[pair]];
            odd[pair] = (one - other) / 2;
            even[pair] = other + odd[pair];
        }

        SizedRows rows = SizedRows.Of(masks.Select(kept));
        double least = Rounding * Deviation(values);
        SizedProcess? ofOdd = null;
        SizedProcess? ofEven = null;
        Parallel.Invoke(
            new ParallelOptions { CancellationToken = cancellationToken },
            () => ofOdd = Part(odd, FunctionPart.Odd),
            () => ofEven = Part(even, FunctionPart.Even)
        );
        var parts = new ShapleyBayesModel(
            [.. new[] { ofOdd, ofEven }.OfType<SizedProcess>()],
            ofEven is null ? TensorPrimitives.Average<double>(even) : 0,
            [.. kept, .. complements],
            kept.Length
        );
        for (int pair = 0; pair < kept.Length; pair++)
        {
            double oddError = ofOdd?.LeftOutErrors[pair] ?? 0;
            double evenError = ofEven?.LeftOutErrors[pair] ?? 0;
            parts.LeftOutErrors[pair] = evenError + oddError;
            parts.LeftOutErrors[kept.Length + pair] = evenError - oddError;
        }

        return parts;

        SizedProcess? Part(double[] of, FunctionPart part) =>
            (part == FunctionPart.Odd ? RootMeanSquare(of) : Deviation(of)) <= least
                ? null
                : SizedProcess.Fit(rows, of, part, seed, cancellationToken);
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
        var strengths = new double[sets.Count];
        var variances = new double[sets.Count];
        foreach (SizedProcess process in _processes)
        {
            process.Read(measure, sets, strengths, variances, cancellationToken);
        }

        double level = measure.Size == 0 ? _level * measure.Weights.Sum() : 0;
        return
        [
            .. sets.Select(
                (set, i) => new Interaction(set, strengths[i] + level, Math.Sqrt(variances[i]))
            ),
        ];
    }

    /// <summary>Predictions at other masks, in the unit of the values.</summary>
    public double[] Predict(MaskMatrix masks)
    {
        SizedRows rows = SizedRows.Of(masks);
        var sum = new double[rows.Count];
        sum.AsSpan().Fill(_level);
        foreach (SizedProcess process in _processes)
        {
            double[] part = process.Predict(rows);
            for (int row = 0; row < sum.Length; row++)
            {
                sum[row] += part[row];
            }
        }

        return sum;
    }

    private static double Deviation(ReadOnlySpan<double> values)
    {
        double mean = TensorPrimitives.Average(values);
        var off = new double[values.Length];
        TensorPrimitives.Subtract(values, mean, off);
        return RootMeanSquare(off);
    }

    private static double RootMeanSquare(ReadOnlySpan<double> values) =>
        Math.Sqrt(TensorPrimitives.SumOfSquares(values) / values.Length);

    /// <summary>Rows of which the complement is there too, one of each pair, and their complements.</summary>
    private static (int[] Kept, int[] Complements) PairsOf(MaskMatrix masks)
    {
        int n = masks.PartCount;
        var places = new Dictionary<Mask, int>();
        var kept = new List<int>();
        var complements = new List<int>();
        for (int row = 0; row < masks.RowCount; row++)
        {
            Mask mask = masks.GetMask(row);
            var other = new ulong[Mask.WordCount(n)];
            for (int w = 0; w < other.Length; w++)
            {
                other[w] = ~mask.Words[w];
            }

            Mask.ClearTail(other, n);
            if (places.TryGetValue(Mask.FromWords(other, n), out int partner))
            {
                kept.Add(partner);
                complements.Add(row);
            }

            places.TryAdd(mask, row);
        }

        return ([.. kept], [.. complements]);
    }
}

using System.Numerics.Tensors;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// The prior covariance of a function of masks, with terms in the number of kept parts. With x = 1 - 2m the signs of a mask, G = sum r_i x_i y_i,
/// R = sum r_i and E = exp(-((|x| - |y|) / n)^2 / (2 l^2)):
/// k(x, y) = c + b G + t1 exp(d1 (G - R)) + t2 exp(d2 (G - R)) + E (s + u G), and the white variance where x = y.
/// The odd part of it, (k(x, y) - k(x, -y)) / 2, is that of (f(m) - f(not m)) / 2.
/// </summary>
internal sealed class SizeKernel
{
    /// <summary>Variance of the constant, in the unit of standardised values: it is hardly known before.</summary>
    public const double Constant = 100;

    /// <summary>Added to the diagonal: below it rounding decides.</summary>
    private const double Jitter = 1e-10;

    private readonly double[] _x;

    private SizeKernel(int partCount, double[] x, bool isOdd)
    {
        PartCount = partCount;
        _x = x;
        IsOdd = isOdd;
        Relevances = [.. x.AsSpan(0, partCount).ToArray().Select(Math.Exp)];
        RelevanceSum = Relevances.Sum();
        Linear = Math.Exp(x[partCount]);
        Scales = [Math.Exp(x[partCount + 1]), Math.Exp(x[partCount + 3])];
        Decays = [Math.Exp(x[partCount + 2]), Math.Exp(x[partCount + 4])];
        Size = Math.Exp(x[partCount + 5]);
        Length = Math.Exp(x[partCount + 6]);
        SizeLinear = Math.Exp(x[partCount + 7]);
        White = Math.Exp(x[partCount + 8]) + Jitter;
    }

    public int PartCount { get; }

    /// <summary>Whether it is the covariance of the odd part alone.</summary>
    public bool IsOdd { get; }

    /// <summary>r_i.</summary>
    public double[] Relevances { get; }

    public double RelevanceSum { get; }

    /// <summary>b.</summary>
    public double Linear { get; }

    /// <summary>t1, t2.</summary>
    public double[] Scales { get; }

    /// <summary>d1, d2.</summary>
    public double[] Decays { get; }

    /// <summary>s.</summary>
    public double Size { get; }

    /// <summary>l, in shares of all parts.</summary>
    public double Length { get; }

    /// <summary>u.</summary>
    public double SizeLinear { get; }

    /// <summary>Variance of what differs from mask to mask without any order.</summary>
    public double White { get; }

    /// <summary>The logs of the hyper-parameters.</summary>
    public ReadOnlySpan<double> Logs => _x;

    /// <summary>Number of hyper-parameters of so many parts.</summary>
    public static int Count(int partCount) => partCount + 9;

    public static SizeKernel Of(int partCount, ReadOnlySpan<double> logs, bool isOdd) =>
        new(partCount, logs.ToArray(), isOdd);

    /// <summary>Centre of the prior of the hyper-parameters, where a fit starts: smooth functions of a few orders.</summary>
    public static double[] Centre(int partCount)
    {
        var x = new double[Count(partCount)];
        ReadOnlySpan<double> shared =
        [
            0.5 / partCount,
            0.3,
            0.6 / partCount,
            0.2,
            3.0 / partCount,
            0.3,
            0.4,
            0.1 / partCount,
            1e-3,
        ];
        for (int i = 0; i < shared.Length; i++)
        {
            x[partCount + i] = Math.Log(shared[i]);
        }

        return x;
    }

    /// <summary>exp(-((s - t) / n)^2 / (2 l^2)) of all pairs of sizes 0..n.</summary>
    public double[][] SizeCorrelations()
    {
        int n = PartCount;
        var byGap = new double[n + 1];
        for (int gap = 0; gap <= n; gap++)
        {
            double share = gap / (n * Length);
            byGap[gap] = Math.Exp(-0.5 * share * share);
        }

        return
        [
            .. Enumerable
                .Range(0, n + 1)
                .Select(s =>
                    Enumerable.Range(0, n + 1).Select(t => byGap[Math.Abs(s - t)]).ToArray()
                ),
        ];
    }

    /// <summary>k of one mask with many, the white variance left out.</summary>
    /// <param name="products">G with each.</param>
    /// <param name="gaps">E with each.</param>
    /// <param name="mirrored">E of the complement of each with the mask; used by the odd part only.</param>
    /// <param name="row">Receives k.</param>
    public void Fill(
        ReadOnlySpan<double> products,
        ReadOnlySpan<double> gaps,
        ReadOnlySpan<double> mirrored,
        Span<double> row
    )
    {
        row.Clear();
        Add(products, 1, gaps, row);
        if (IsOdd)
        {
            Add(products, -1, mirrored, row);
            TensorPrimitives.Multiply(row, 0.5, row);
        }
        else
        {
            TensorPrimitives.Add(row, Constant, row);
        }
    }

    private void Add(
        ReadOnlySpan<double> products,
        int sign,
        ReadOnlySpan<double> correlations,
        Span<double> sum
    )
    {
        var scratch = new double[products.Length];
        for (int e = 0; e < Scales.Length; e++)
        {
            TensorPrimitives.Multiply(products, sign * Decays[e], scratch);
            TensorPrimitives.Add(scratch, Math.Log(Scales[e]) - Decays[e] * RelevanceSum, scratch);
            TensorPrimitives.Exp<double>(scratch, scratch);
            Accumulate(scratch, sign, sum);
        }

        // b G + E (s + u G).
        TensorPrimitives.Multiply(products, sign * SizeLinear, scratch);
        TensorPrimitives.Add(scratch, Size, scratch);
        TensorPrimitives.Multiply(scratch, correlations, scratch);
        Accumulate(scratch, sign, sum);
        TensorPrimitives.Multiply(products, Linear, scratch);
        TensorPrimitives.Add<double>(sum, scratch, sum);
    }

    private static void Accumulate(double[] part, int sign, Span<double> sum)
    {
        if (sign > 0)
        {
            TensorPrimitives.Add<double>(sum, part, sum);
        }
        else
        {
            TensorPrimitives.Subtract<double>(sum, part, sum);
        }
    }
}

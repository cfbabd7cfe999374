using System.Numerics.Tensors;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>
/// The prior covariance of a function of masks, with terms in the number of kept parts. With x = 1 - 2m the signs of a mask, G = sum r_i x_i y_i,
/// R = sum r_i and E = exp(-((|x| - |y|) / n)^2 / (2 l^2)):
/// k(x, y) = c + b G + t1 exp(d1 (G - R)) + t2 exp(d2 (G - R)) + E (s + u G), and the white variance where x = y.
/// Of the odd part of a function it is (k(x, y) - k(x, -y)) / 2, of the even part (k(x, y) + k(x, -y)) / 2.
/// </summary>
internal sealed class SizeKernel
{
    /// <summary>Variance of the constant, in the unit of standardised values: it is hardly known before.</summary>
    public const double Constant = 100;

    /// <summary>Added to the diagonal: below it rounding decides.</summary>
    private const double Jitter = 1e-10;

    private readonly double[] _x;

    private SizeKernel(int partCount, double[] x, FunctionPart part)
    {
        PartCount = partCount;
        _x = x;
        Part = part;
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

    /// <summary>What of the function it is the covariance of.</summary>
    public FunctionPart Part { get; }

    /// <summary>Weight of k(x, y).</summary>
    public double Share => Part == FunctionPart.Whole ? 1 : 0.5;

    /// <summary>Weight of k(x, -y).</summary>
    public double MirroredShare =>
        Part switch
        {
            FunctionPart.Odd => -0.5,
            FunctionPart.Even => 0.5,
            _ => 0,
        };

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

    public static SizeKernel Of(int partCount, ReadOnlySpan<double> logs, FunctionPart part) =>
        new(partCount, logs.ToArray(), part);

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

    /// <summary>E of all pairs of sizes 0..n.</summary>
    public double[][] SizeCorrelations() => OfSizes(gap => Math.Exp(-0.5 * gap * gap));

    /// <summary>-2 log E of all pairs of sizes 0..n, the derivative of log E by log l.</summary>
    public double[][] SizeGaps() => OfSizes(static gap => gap * gap);

    /// <summary>k of one mask with many, the white variance left out.</summary>
    /// <param name="products">G with each.</param>
    /// <param name="correlations">E with each.</param>
    /// <param name="mirrored">E with the complement of each; not used for the whole function.</param>
    /// <param name="scratch">Working space of the same length.</param>
    /// <param name="row">Receives k.</param>
    public void Fill(
        ReadOnlySpan<double> products,
        ReadOnlySpan<double> correlations,
        ReadOnlySpan<double> mirrored,
        Span<double> scratch,
        Span<double> row
    )
    {
        row.Fill(Part == FunctionPart.Odd ? 0 : Constant);
        Add(products, 1, Share, correlations, scratch, row);
        if (MirroredShare != 0)
        {
            Add(products, -1, MirroredShare, mirrored, scratch, row);
        }
    }

    private void Add(
        ReadOnlySpan<double> products,
        int sign,
        double share,
        ReadOnlySpan<double> correlations,
        Span<double> scratch,
        Span<double> sum
    )
    {
        for (int e = 0; e < Scales.Length; e++)
        {
            TensorPrimitives.Multiply(products, sign * Decays[e], scratch);
            TensorPrimitives.Add(scratch, Math.Log(Scales[e]) - Decays[e] * RelevanceSum, scratch);
            TensorPrimitives.Exp<double>(scratch, scratch);
            TensorPrimitives.MultiplyAdd(scratch, share, sum, sum);
        }

        // b G + E (s + u G).
        TensorPrimitives.Multiply(products, sign * SizeLinear, scratch);
        TensorPrimitives.Add(scratch, Size, scratch);
        TensorPrimitives.Multiply(scratch, correlations, scratch);
        TensorPrimitives.MultiplyAdd(scratch, share, sum, sum);
        TensorPrimitives.MultiplyAdd(products, share * sign * Linear, sum, sum);
    }

    private double[][] OfSizes(Func<double, double> ofGap)
    {
        int n = PartCount;
        double[] byGap = [.. Enumerable.Range(0, n + 1).Select(gap => ofGap(gap / (n * Length)))];
        return
        [
            .. Enumerable
                .Range(0, n + 1)
                .Select(s =>
                    Enumerable.Range(0, n + 1).Select(t => byGap[Math.Abs(s - t)]).ToArray()
                ),
        ];
    }
}

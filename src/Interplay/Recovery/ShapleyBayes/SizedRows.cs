using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.ShapleyBayes;

/// <summary>Masks as signs and sizes, for the kernel.</summary>
internal sealed class SizedRows
{
    private readonly double[] _signs;

    private SizedRows(double[] signs, int[] sizes, int partCount)
    {
        _signs = signs;
        Sizes = sizes;
        PartCount = partCount;
    }

    public int PartCount { get; }

    public int Count => Sizes.Length;

    /// <summary>Kept parts of each mask.</summary>
    public int[] Sizes { get; }

    /// <summary>1 - 2m of a mask: -1 where a part is kept.</summary>
    public ReadOnlySpan<double> Signs(int row) => _signs.AsSpan(row * PartCount, PartCount);

    public static SizedRows Of(MaskMatrix masks)
    {
        int n = masks.PartCount;
        var signs = new double[checked(masks.RowCount * n)];
        var sizes = new int[masks.RowCount];
        for (int row = 0; row < masks.RowCount; row++)
        {
            for (int part = 0; part < n; part++)
            {
                bool kept = masks[row, part];
                signs[row * n + part] = kept ? -1 : 1;
                sizes[row] += kept ? 1 : 0;
            }
        }

        return new SizedRows(signs, sizes, n);
    }

    public SizedRows Select(ReadOnlySpan<int> rows)
    {
        var signs = new double[rows.Length * PartCount];
        var sizes = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Signs(rows[i]).CopyTo(signs.AsSpan(i * PartCount));
            sizes[i] = Sizes[rows[i]];
        }

        return new SizedRows(signs, sizes, PartCount);
    }

    /// <summary>G = sum r_i x_i y_i of one mask with the first <paramref name="products"/>.Length of others.</summary>
    public void Products(int row, double[] relevances, SizedRows others, Span<double> products)
    {
        Span<double> weighted =
            PartCount <= 512 ? stackalloc double[PartCount] : new double[PartCount];
        System.Numerics.Tensors.TensorPrimitives.Multiply(Signs(row), relevances, weighted);
        for (int other = 0; other < products.Length; other++)
        {
            products[other] = DenseKernels.Dot(weighted, others.Signs(other));
        }
    }

    /// <summary>E of one mask with the first of others, and with their complements.</summary>
    public void Gaps(
        int row,
        double[][] correlations,
        SizedRows others,
        Span<double> gaps,
        Span<double> mirrored
    )
    {
        double[] own = correlations[Sizes[row]];
        for (int other = 0; other < gaps.Length; other++)
        {
            gaps[other] = own[others.Sizes[other]];
            mirrored[other] = own[PartCount - others.Sizes[other]];
        }
    }
}

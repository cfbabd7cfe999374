using System.Numerics;
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
        Stride = StrideOf(partCount);
    }

    public int PartCount { get; }

    /// <summary>Numbers from one row of signs to the next: zeros fill the last vector.</summary>
    public int Stride { get; }

    public int Count => Sizes.Length;

    /// <summary>Kept parts of each mask.</summary>
    public int[] Sizes { get; }

    /// <summary>1 - 2m of a mask: -1 where a part is kept.</summary>
    public ReadOnlySpan<double> Signs(int row) => _signs.AsSpan(row * Stride, PartCount);

    public static SizedRows Of(MaskMatrix masks)
    {
        int n = masks.PartCount;
        int stride = StrideOf(n);
        var signs = new double[checked(masks.RowCount * stride)];
        var sizes = new int[masks.RowCount];
        for (int row = 0; row < masks.RowCount; row++)
        {
            for (int part = 0; part < n; part++)
            {
                bool kept = masks[row, part];
                signs[row * stride + part] = kept ? -1 : 1;
                sizes[row] += kept ? 1 : 0;
            }
        }

        return new SizedRows(signs, sizes, n);
    }

    public SizedRows Select(ReadOnlySpan<int> rows)
    {
        var signs = new double[rows.Length * Stride];
        var sizes = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            _signs.AsSpan(rows[i] * Stride, Stride).CopyTo(signs.AsSpan(i * Stride));
            sizes[i] = Sizes[rows[i]];
        }

        return new SizedRows(signs, sizes, PartCount);
    }

    /// <summary>The complements of all masks.</summary>
    public SizedRows Complements() =>
        new(
            [.. _signs.Select(static sign => -sign)],
            [.. Sizes.Select(size => PartCount - size)],
            PartCount
        );

    /// <summary>Signs of each part in all masks, one row a part.</summary>
    public double[] ByPart()
    {
        var columns = new double[PartCount * Count];
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<double> signs = Signs(row);
            for (int part = 0; part < signs.Length; part++)
            {
                columns[part * Count + row] = signs[part];
            }
        }

        return columns;
    }

    /// <summary>G = sum r_i x_i y_i of all pairs of masks: the lower triangle, row-major.</summary>
    public void Products(double[] relevances, double[] into)
    {
        var weighted = new double[_signs.Length];
        for (int row = 0; row < Count; row++)
        {
            ReadOnlySpan<double> signs = Signs(row);
            for (int part = 0; part < signs.Length; part++)
            {
                weighted[row * Stride + part] = relevances[part] * signs[part];
            }
        }

        RowProducts.Lower(weighted, _signs, Count, Stride, into);
    }

    /// <summary>G of one mask with all of <paramref name="others"/>.</summary>
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

    /// <summary>A number of each pair of sizes, for one mask with the first of others, or with their complements.</summary>
    public void BySize(
        int row,
        double[][] table,
        SizedRows others,
        Span<double> into,
        bool isMirrored
    )
    {
        double[] own = table[Sizes[row]];
        ReadOnlySpan<int> sizes = others.Sizes.AsSpan(0, into.Length);
        if (isMirrored)
        {
            for (int other = 0; other < into.Length; other++)
            {
                into[other] = own[PartCount - sizes[other]];
            }
        }
        else
        {
            for (int other = 0; other < into.Length; other++)
            {
                into[other] = own[sizes[other]];
            }
        }
    }

    private static int StrideOf(int partCount) =>
        (partCount + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
}

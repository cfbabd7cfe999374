using System.Runtime.InteropServices;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>
/// Cholesky factorisation A = L L' in double precision for matrices of thousands of rows: right-looking by blocks of columns, the update of what is
/// left by tiles of inner products that stay in registers, tiles of rows on all cores. The same bits on any number of cores.
/// </summary>
internal sealed class DoubleCholesky
{
    private const int Block = 48;

    /// <summary>Below so many rows threads cost more than they give.</summary>
    private const int Alone = 256;

    private readonly double[] _l;

    private DoubleCholesky(double[] l, int size)
    {
        _l = l;
        Size = size;
    }

    /// <summary>Rows of the matrix.</summary>
    public int Size { get; }

    /// <summary>log det A.</summary>
    public double LogDeterminant
    {
        get
        {
            double sum = 0;
            for (int i = 0; i < Size; i++)
            {
                sum += Math.Log(_l[(long)i * Size + i]);
            }

            return 2 * sum;
        }
    }

    /// <summary>Factorises in place; null when a pivot is not positive to working precision.</summary>
    /// <param name="a">The matrix, row-major; only the lower triangle is read, and the factor is left there.</param>
    /// <param name="size">Its rows.</param>
    public static DoubleCholesky? Factor(double[] a, int size)
    {
        for (int start = 0; start < size; start += Block)
        {
            int end = Math.Min(start + Block, size);
            if (!FactorDiagonal(a, size, start, end))
            {
                return null;
            }

            int first = end;
            ForTiles(size - end, tile => SolvePanel(a, size, start, first, tile));
            ForTiles(size - end, tile => UpdateRows(a, size, start, first, tile));
        }

        return new DoubleCholesky(a, size);
    }

    /// <summary>Row i of L up to its diagonal.</summary>
    public ReadOnlySpan<double> Row(int i) => RowOf(_l, Size, i, i + 1);

    /// <summary>Solves A x = b.</summary>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        double[] x = b.ToArray();
        SolveLower(x);
        for (int i = Size - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = Row(i);
            x[i] /= row[i];
            DenseKernels.AddScaled(row[..i], -x[i], x.AsSpan(0, i));
        }

        return x;
    }

    /// <summary>Solves L x = b in place.</summary>
    public void SolveLower(Span<double> x)
    {
        for (int i = 0; i < Size; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            x[i] = (x[i] - DenseKernels.Dot(row[..i], x[..i])) / row[i];
        }
    }

    /// <summary>The lower triangle of the inverse of A, row-major.</summary>
    public double[] Inverse()
    {
        int n = Size;
        var inverse = new double[(long)n * n];
        Inverse(new double[(long)n * n], inverse);
        return inverse;
    }

    /// <summary>The lower triangle of the inverse of A.</summary>
    /// <param name="columns">Working space of the same size; what it holds is lost.</param>
    /// <param name="inverse">Receives the inverse, row-major; of the upper triangle what lies within four rows of the diagonal is written too.</param>
    public void Inverse(double[] columns, double[] inverse)
    {
        // Columns of inverse(L) as rows: row j holds (L^-1)_{j.., j} from place j on, so that entries of A^-1 = L^-T L^-1 are inner products of tails.
        int n = Size;
        Array.Clear(columns, 0, checked(n * n));
        ForTiles(n, tile => InvertColumns(columns, tile));
        ForTiles(n, tile => MultiplyTails(columns, inverse, tile));
    }

    /// <summary>Four columns at a time, two rows of L at a time.</summary>
    private void InvertColumns(double[] columns, Tile tile)
    {
        int n = Size;
        Span<double> sums = stackalloc double[RowProducts.Entries];
        int j = tile.First;
        for (; j + 4 <= tile.End; j += 4)
        {
            for (int column = j; column < j + 4; column++)
            {
                InvertColumn(columns, column, Math.Min(j + 4, n));
            }

            int i = j + 4;
            for (; i + 2 <= n; i += 2)
            {
                RowProducts.FourByTwo(
                    columns,
                    (nint)((long)j * n + j),
                    n,
                    _l,
                    (nint)((long)i * n + j),
                    n,
                    i - j,
                    sums
                );
                double diagonal = _l[(long)i * n + i];
                double between = _l[(long)(i + 1) * n + i];
                double next = _l[(long)(i + 1) * n + i + 1];
                for (int r = 0; r < 4; r++)
                {
                    double above = -sums[2 * r] / diagonal;
                    columns[(long)(j + r) * n + i] = above;
                    columns[(long)(j + r) * n + i + 1] =
                        -(sums[2 * r + 1] + between * above) / next;
                }
            }

            for (; i < n; i++)
            {
                for (int column = j; column < j + 4; column++)
                {
                    columns[(long)column * n + i] =
                        -DenseKernels.Dot(Row(i)[j..i], RowOf(columns, n, column, i)[j..])
                        / _l[(long)i * n + i];
                }
            }
        }

        for (; j < tile.End; j++)
        {
            InvertColumn(columns, j, n);
        }
    }

    /// <summary>One column of the inverse of L down to row <paramref name="end"/>.</summary>
    private void InvertColumn(double[] columns, int j, int end)
    {
        Span<double> column = RowOf(columns, Size, j, end);
        column[j] = 1 / _l[(long)j * Size + j];
        for (int i = j + 1; i < end; i++)
        {
            ReadOnlySpan<double> row = Row(i);
            column[i] = -DenseKernels.Dot(row[j..i], column[j..i]) / row[i];
        }
    }

    private void MultiplyTails(double[] columns, double[] inverse, Tile tile)
    {
        int n = Size;
        Span<double> sums = stackalloc double[RowProducts.Entries];
        int i = tile.First;
        for (; i + 4 <= tile.End; i += 4)
        {
            // What lies before the tail of a row is zero.
            for (int j = 0; j < i + 4; j += 2)
            {
                RowProducts.FourByTwo(
                    columns,
                    (nint)((long)i * n + i),
                    n,
                    columns,
                    (nint)((long)j * n + i),
                    n,
                    n - i,
                    sums
                );
                for (int r = 0; r < 4; r++)
                {
                    inverse[(long)(i + r) * n + j] = sums[2 * r];
                    inverse[(long)(i + r) * n + j + 1] = sums[2 * r + 1];
                }
            }
        }

        for (; i < tile.End; i++)
        {
            ReadOnlySpan<double> left = RowOf(columns, n, i, n)[i..];
            for (int j = 0; j <= i; j++)
            {
                inverse[(long)i * n + j] = DenseKernels.Dot(left, RowOf(columns, n, j, n)[i..]);
            }
        }
    }

    private static bool FactorDiagonal(double[] a, int size, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            Span<double> row = RowOf(a, size, i, i + 1);
            for (int j = start; j < i; j++)
            {
                ReadOnlySpan<double> other = RowOf(a, size, j, j + 1);
                row[j] = (row[j] - DenseKernels.Dot(row[start..j], other[start..j])) / other[j];
            }

            double pivot = row[i] - DenseKernels.Dot(row[start..i], row[start..i]);
            if (!(pivot > 0) || !double.IsFinite(pivot))
            {
                return false;
            }

            row[i] = Math.Sqrt(pivot);
        }

        return true;
    }

    /// <summary>Rows of a tile below the diagonal block: L_ik = (A_ik - sum L_ij L_kj) / L_kk.</summary>
    private static void SolvePanel(double[] a, int size, int start, int end, Tile tile)
    {
        for (int i = end + tile.First; i < end + tile.End; i++)
        {
            Span<double> row = RowOf(a, size, i, end);
            for (int k = start; k < end; k++)
            {
                ReadOnlySpan<double> other = RowOf(a, size, k, k + 1);
                row[k] = (row[k] - DenseKernels.Dot(row[start..k], other[start..k])) / other[k];
            }
        }
    }

    /// <summary>A_ij -= sum over the block of L_ik L_jk, for the rows of a tile and all columns up to the diagonal.</summary>
    private static void UpdateRows(double[] a, int size, int start, int end, Tile tile)
    {
        int i = end + tile.First;
        int last = end + tile.End;
        for (; i + 4 <= last; i += 4)
        {
            int j = end;
            // Four rows by two columns share their loads; the upper triangle of the last tile is written to and never read.
            for (; j + 1 < Math.Min(i + 4, size); j += 2)
            {
                Update4By2(a, size, i, j, start, end);
            }

            for (; j < i + 4; j++)
            {
                for (int row = Math.Max(i, j); row < i + 4; row++)
                {
                    Update(a, size, row, j, start, end);
                }
            }
        }

        for (; i < last; i++)
        {
            for (int j = end; j <= i; j++)
            {
                Update(a, size, i, j, start, end);
            }
        }
    }

    private static void Update(double[] a, int size, int i, int j, int start, int end) =>
        a[(long)i * size + j] -= DenseKernels.Dot(
            RowOf(a, size, i, end)[start..],
            RowOf(a, size, j, end)[start..]
        );

    private static void Update4By2(double[] a, int size, int i, int j, int start, int end)
    {
        Span<double> sums = stackalloc double[RowProducts.Entries];
        nint row = (nint)((long)i * size + start);
        nint column = (nint)((long)j * size + start);
        RowProducts.FourByTwo(a, row, size, a, column, size, end - start, sums);
        for (int r = 0; r < 4; r++)
        {
            a[(long)(i + r) * size + j] -= sums[2 * r];
            a[(long)(i + r) * size + j + 1] -= sums[2 * r + 1];
        }
    }

    private static Span<double> RowOf(double[] a, int size, int row, int length) =>
        MemoryMarshal.CreateSpan(
            ref System.Runtime.CompilerServices.Unsafe.Add(
                ref MemoryMarshal.GetArrayDataReference(a),
                (nint)((long)row * size)
            ),
            length
        );

    /// <summary>Tiles of rows, in parallel where there are many.</summary>
    private static void ForTiles(int rows, Action<Tile> body)
    {
        const int Rows = 32;
        int tiles = (rows + Rows - 1) / Rows;
        if (rows < Alone)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                body(Of(tile));
            }

            return;
        }

        // From the end: later rows are longer.
        Parallel.For(0, tiles, tile => body(Of(tiles - 1 - tile)));

        Tile Of(int tile) => new(tile * Rows, Math.Min((tile + 1) * Rows, rows));
    }

    private readonly record struct Tile(int First, int End);
}

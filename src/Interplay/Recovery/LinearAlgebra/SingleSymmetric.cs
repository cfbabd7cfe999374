using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>
/// Y = A X for a symmetric A of which only the lower triangle is stored or made, and a thin block X of right-hand sides: the step of conjugate
/// gradients. Each entry below the diagonal is loaded once and serves both its row and its column, for 16 right-hand sides at a time. Bands of
/// rows, the same on any number of cores, sum into buffers of their own, which are added in order.
/// </summary>
internal static unsafe class SingleSymmetric
{
    private const int RowTile = 192;
    private const int ColumnTile = 512;
    private const int RowsAtOnce = 8;
    private const int MostBands = 16;

    /// <summary>
    /// Writes a tile of the matrix, row-major and without gaps: entries right of the diagonal may be anything. Called from several threads.
    /// </summary>
    /// <param name="row">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="column">First column, not above <paramref name="row"/>.</param>
    /// <param name="columns">Number of columns: from one row of <paramref name="target"/> to the next.</param>
    /// <param name="target">Receives rows times columns numbers.</param>
    public delegate void Tile(int row, int rows, int column, int columns, float* target);

    /// <summary>Result = A X.</summary>
    /// <param name="lower">A; only its lower triangle is read.</param>
    /// <param name="x">One right-hand side a column.</param>
    /// <param name="result">Of the shape of <paramref name="x"/>, and another matrix; overwritten.</param>
    public static void Multiply(SingleMatrix lower, SingleMatrix x, SingleMatrix result) =>
        Multiply(lower, null, x, result);

    /// <summary>Result = A X for a matrix too large to be stored: <paramref name="tile"/> makes each tile of its lower triangle once.</summary>
    public static void Multiply(Tile tile, SingleMatrix x, SingleMatrix result) =>
        Multiply(null, tile, x, result);

    private static void Multiply(
        SingleMatrix? lower,
        Tile? tile,
        SingleMatrix x,
        SingleMatrix result
    )
    {
        int[] bands = Bands(x.Rows);
        for (int column = 0; column < x.Columns; )
        {
            int columns = x.Columns - column;
            int lanes = columns > 8 && Vector512.IsHardwareAccelerated ? 16 : 8;
            columns = Math.Min(columns, lanes);
            using var right = new SingleMatrix(x.Rows, lanes);
            Copy(x, column, right, 0, columns);
            var sums = new SingleMatrix[bands.Length - 1];
            Parallel.For(
                0,
                sums.Length,
                band =>
                {
                    sums[band] = new SingleMatrix(bands[band + 1], lanes);
                    Band(bands[band], bands[band + 1], lower, tile, right, sums[band]);
                }
            );
            AddUp(bands, sums, column, columns, result);
            column += columns;
        }
    }

    /// <summary>Where the bands begin and end: about equal areas of the lower triangle.</summary>
    private static int[] Bands(int size)
    {
        int count = Math.Clamp(size / 128, 1, MostBands);
        var bands = new int[count + 1];
        for (int band = 1; band < count; band++)
        {
            double share = Math.Sqrt((double)band / count);
            bands[band] = (int)(share * size) / RowsAtOnce * RowsAtOnce;
        }

        bands[count] = size;
        return bands;
    }

    private static void Copy(
        SingleMatrix from,
        int fromColumn,
        SingleMatrix to,
        int toColumn,
        int columns
    )
    {
        for (int row = 0; row < from.Rows; row++)
        {
            from.Row(row).Slice(fromColumn, columns).CopyTo(to.Row(row)[toColumn..]);
        }
    }

    /// <summary>Adds the bands in order. A band has as many rows as its last row needs, so later bands are longer.</summary>
    private static void AddUp(
        int[] bands,
        SingleMatrix[] sums,
        int column,
        int columns,
        SingleMatrix result
    )
    {
        SingleMatrix last = sums[^1];
        Parallel.For(
            0,
            sums.Length,
            part =>
            {
                for (int row = bands[part]; row < bands[part + 1]; row++)
                {
                    Span<float> total = last.Row(row);
                    for (int band = part; band < sums.Length - 1; band++)
                    {
                        ReadOnlySpan<float> more = sums[band].Row(row);
                        for (int lane = 0; lane < total.Length; lane++)
                        {
                            total[lane] += more[lane];
                        }
                    }
                }
            }
        );
        Copy(last, 0, result, column, columns);
        foreach (SingleMatrix sum in sums)
        {
            sum.Dispose();
        }
    }

    /// <summary>Adds the products of some rows of the lower triangle, and of their mirror images, tile by tile.</summary>
    private static void Band(
        int from,
        int to,
        SingleMatrix? lower,
        Tile? tile,
        SingleMatrix x,
        SingleMatrix y
    )
    {
        using SingleMatrix? buffer = tile is null ? null : new SingleMatrix(RowTile, ColumnTile);
        for (int row = from; row < to; row += RowTile)
        {
            int rows = Math.Min(RowTile, to - row);
            for (int column = 0; column < row + rows; column += ColumnTile)
            {
                int columns = Math.Min(ColumnTile, row + rows - column);
                if (lower is not null)
                {
                    float* start = lower.Data + (nint)row * lower.Columns + column;
                    AddTile(start, lower.Columns, row, rows, column, columns, x, y);
                }
                else
                {
                    tile!(row, rows, column, columns, buffer!.Data);
                    AddTile(buffer.Data, columns, row, rows, column, columns, x, y);
                }
            }
        }
    }

    private static void AddTile(
        float* a,
        nint stride,
        int row,
        int rows,
        int column,
        int columns,
        SingleMatrix x,
        SingleMatrix y
    )
    {
        int lanes = x.Columns;
        float* right = x.Data + (nint)column * lanes;
        float* sums = y.Data + (nint)column * lanes;
        for (int first = row; first < row + rows; first += RowsAtOnce, a += RowsAtOnce * stride)
        {
            int here = Math.Min(RowsAtOnce, row + rows - first);
            int before = Math.Clamp(first - column, 0, columns);
            float* ownRight = x.Data + (nint)first * lanes;
            float* ownSums = y.Data + (nint)first * lanes;
            int done = here == RowsAtOnce ? before : 0;
            if (done > 0 && lanes == 16)
            {
                AddRows512(a, stride, done, right, sums, ownRight, ownSums);
            }
            else if (done > 0)
            {
                AddRows256(a, stride, done, right, sums, ownRight, ownSums);
            }

            AddRest(a, stride, first, here, column + done, column, columns, x, y);
        }
    }

    /// <summary>What the kernels leave: the block on the diagonal, and rows fewer than the kernels take.</summary>
    private static void AddRest(
        float* a,
        nint stride,
        int row,
        int rows,
        int fromColumn,
        int column,
        int columns,
        SingleMatrix x,
        SingleMatrix y
    )
    {
        for (int i = row; i < row + rows; i++, a += stride)
        {
            Span<float> sum = y.Row(i);
            ReadOnlySpan<float> own = x.Row(i);
            int end = Math.Min(column + columns, i + 1);
            for (int j = fromColumn; j < end; j++)
            {
                float entry = a[j - column];
                ReadOnlySpan<float> other = x.Row(j);
                for (int lane = 0; lane < sum.Length; lane++)
                {
                    sum[lane] += entry * other[lane];
                }

                Span<float> mirrored = y.Row(j);
                for (int lane = 0; lane < sum.Length && j < i; lane++)
                {
                    mirrored[lane] += entry * own[lane];
                }
            }
        }
    }

    /// <summary>Eight rows left of the diagonal, and their mirror images, for 16 right-hand sides.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows512(
        float* a,
        nint stride,
        int columns,
        float* x,
        float* y,
        float* ownX,
        float* ownY
    )
    {
        Vector512<float> x0 = Vector512.Load(ownX),
            x1 = Vector512.Load(ownX + 16),
            x2 = Vector512.Load(ownX + 32),
            x3 = Vector512.Load(ownX + 48);
        Vector512<float> x4 = Vector512.Load(ownX + 64),
            x5 = Vector512.Load(ownX + 80),
            x6 = Vector512.Load(ownX + 96),
            x7 = Vector512.Load(ownX + 112);
        Vector512<float> s0 = Vector512.Load(ownY),
            s1 = Vector512.Load(ownY + 16),
            s2 = Vector512.Load(ownY + 32),
            s3 = Vector512.Load(ownY + 48);
        Vector512<float> s4 = Vector512.Load(ownY + 64),
            s5 = Vector512.Load(ownY + 80),
            s6 = Vector512.Load(ownY + 96),
            s7 = Vector512.Load(ownY + 112);
        float* low = a;
        float* high = a + 4 * stride;
        for (int j = 0; j < columns; j++, low++, high++, x += 16, y += 16)
        {
            Vector512<float> other = Vector512.Load(x);
            Vector512<float> entry = Vector512.Create(*low);
            Vector512<float> even = Vector512.FusedMultiplyAdd(entry, x0, Vector512.Load(y));
            s0 = Vector512.FusedMultiplyAdd(entry, other, s0);
            entry = Vector512.Create(low[stride]);
            Vector512<float> odd = entry * x1;
            s1 = Vector512.FusedMultiplyAdd(entry, other, s1);
            entry = Vector512.Create(low[2 * stride]);
            even = Vector512.FusedMultiplyAdd(entry, x2, even);
            s2 = Vector512.FusedMultiplyAdd(entry, other, s2);
            entry = Vector512.Create(low[3 * stride]);
            odd = Vector512.FusedMultiplyAdd(entry, x3, odd);
            s3 = Vector512.FusedMultiplyAdd(entry, other, s3);
            entry = Vector512.Create(*high);
            even = Vector512.FusedMultiplyAdd(entry, x4, even);
            s4 = Vector512.FusedMultiplyAdd(entry, other, s4);
            entry = Vector512.Create(high[stride]);
            odd = Vector512.FusedMultiplyAdd(entry, x5, odd);
            s5 = Vector512.FusedMultiplyAdd(entry, other, s5);
            entry = Vector512.Create(high[2 * stride]);
            even = Vector512.FusedMultiplyAdd(entry, x6, even);
            s6 = Vector512.FusedMultiplyAdd(entry, other, s6);
            entry = Vector512.Create(high[3 * stride]);
            odd = Vector512.FusedMultiplyAdd(entry, x7, odd);
            s7 = Vector512.FusedMultiplyAdd(entry, other, s7);
            (even + odd).Store(y);
        }

        s0.Store(ownY);
        s1.Store(ownY + 16);
        s2.Store(ownY + 32);
        s3.Store(ownY + 48);
        s4.Store(ownY + 64);
        s5.Store(ownY + 80);
        s6.Store(ownY + 96);
        s7.Store(ownY + 112);
    }

    /// <summary>Eight rows left of the diagonal, and their mirror images, for 8 right-hand sides: four rows a pass, which fit 16 registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRows256(
        float* a,
        nint stride,
        int columns,
        float* x,
        float* y,
        float* ownX,
        float* ownY
    )
    {
        for (int half = 0; half < 2; half++, a += 4 * stride, ownX += 32, ownY += 32)
        {
            Vector256<float> x0 = Vector256.Load(ownX),
                x1 = Vector256.Load(ownX + 8),
                x2 = Vector256.Load(ownX + 16),
                x3 = Vector256.Load(ownX + 24);
            Vector256<float> s0 = Vector256.Load(ownY),
                s1 = Vector256.Load(ownY + 8),
                s2 = Vector256.Load(ownY + 16),
                s3 = Vector256.Load(ownY + 24);
            float* row = a;
            float* otherX = x;
            float* otherY = y;
            for (int j = 0; j < columns; j++, row++, otherX += 8, otherY += 8)
            {
                Vector256<float> other = Vector256.Load(otherX);
                Vector256<float> entry = Vector256.Create(*row);
                Vector256<float> even = Vector256.FusedMultiplyAdd(
                    entry,
                    x0,
                    Vector256.Load(otherY)
                );
                s0 = Vector256.FusedMultiplyAdd(entry, other, s0);
                entry = Vector256.Create(row[stride]);
                Vector256<float> odd = entry * x1;
                s1 = Vector256.FusedMultiplyAdd(entry, other, s1);
                entry = Vector256.Create(row[2 * stride]);
                even = Vector256.FusedMultiplyAdd(entry, x2, even);
                s2 = Vector256.FusedMultiplyAdd(entry, other, s2);
                entry = Vector256.Create(row[3 * stride]);
                odd = Vector256.FusedMultiplyAdd(entry, x3, odd);
                s3 = Vector256.FusedMultiplyAdd(entry, other, s3);
                (even + odd).Store(otherY);
            }

            s0.Store(ownY);
            s1.Store(ownY + 8);
            s2.Store(ownY + 16);
            s3.Store(ownY + 24);
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>
/// Single-precision matrix products C += alpha A B in the manner of Goto and van de Geijn (2008): blocks of A and B are packed so that a
/// small kernel, which keeps a tile of C in registers, reads both in order. Any transposition is a matter of strides. Each entry of C is
/// summed in the same order on any number of cores.
/// </summary>
internal static unsafe class Gemm
{
    private const int DepthBlock = 384;
    private const int RowBlock = 192;
    private const int ColumnBlock = 2048;
    private const int TileRows = 8;

    /// <summary>Which entries of C are wanted.</summary>
    public enum Part
    {
        /// <summary>All of them.</summary>
        Full,

        /// <summary>Those on and below the diagonal; tiles that lie above it are skipped, tiles across it are computed whole.</summary>
        Lower,
    }

    /// <summary>A matrix view: entry (i, j) is at offset i * RowStride + j * ColumnStride.</summary>
    public readonly struct View(float* data, nint rowStride, nint columnStride)
    {
        public readonly float* Data = data;
        public readonly nint RowStride = rowStride;
        public readonly nint ColumnStride = columnStride;

        public View Transposed => new(Data, ColumnStride, RowStride);

        public View At(nint row, nint column) =>
            new(Data + row * RowStride + column * ColumnStride, RowStride, ColumnStride);
    }

    private static int TileColumns => Vector512.IsHardwareAccelerated ? 32 : 16;

    /// <summary>C[m x n] += alpha A[m x k] B[k x n]; C must have unit column stride.</summary>
    public static void Add(
        int m,
        int n,
        int k,
        float alpha,
        View a,
        View b,
        View c,
        Part part = Part.Full,
        bool parallel = true
    )
    {
        if (m == 0 || n == 0 || k == 0)
        {
            return;
        }

        int tileColumns = TileColumns;
        int packedColumns = RoundUp(Math.Min(n, ColumnBlock), tileColumns);
        float* packedB = Allocate(packedColumns * Math.Min(k, DepthBlock));
        try
        {
            for (int column = 0; column < n; column += ColumnBlock)
            {
                int columns = Math.Min(ColumnBlock, n - column);
                for (int depth = 0; depth < k; depth += DepthBlock)
                {
                    int depths = Math.Min(DepthBlock, k - depth);
                    Pack(b.At(depth, column).Transposed, columns, depths, 1, packedB, tileColumns);
                    int firstRow = part == Part.Lower ? column / RowBlock * RowBlock : 0;
                    int blocks = (m - firstRow + RowBlock - 1) / RowBlock;
                    var task = new Task(
                        firstRow,
                        column,
                        columns,
                        depths,
                        m,
                        alpha,
                        a.At(0, depth),
                        packedB,
                        c,
                        part
                    );
                    if (parallel && blocks > 1 && (long)(m - firstRow) * columns * depths > 1 << 18)
                    {
                        Parallel.For(0, blocks, task.Run);
                    }
                    else
                    {
                        for (int block = 0; block < blocks; block++)
                        {
                            task.Run(block);
                        }
                    }
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(packedB);
        }
    }

    private static float* Allocate(nint count) =>
        (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);

    private static int RoundUp(int value, int multiple) =>
        (value + multiple - 1) / multiple * multiple;

    /// <summary>
    /// Packs alpha times the rows of a view into slices of a tile's height, each slice depth-major, the last padded with zeros. Columns are the
    /// rows of the transposed view.
    /// </summary>
    private static void Pack(View a, int rows, int depths, float alpha, float* target, int height)
    {
        for (int row = 0; row < rows; row += height)
        {
            View slice = a.At(row, 0);
            int here = Math.Min(height, rows - row);
            if (here == height && a.RowStride == 1)
            {
                for (int d = 0; d < depths; d++)
                {
                    float* source = slice.Data + d * a.ColumnStride;
                    for (int i = 0; i < height; i += Vector256<float>.Count)
                    {
                        (Vector256.Load(source + i) * alpha).Store(target + d * height + i);
                    }
                }
            }
            else
            {
                int packed = 0;
                if (here == height && a.ColumnStride == 1 && Sse.IsSupported)
                {
                    packed = depths & ~3;
                    PackFours(slice, packed, alpha, target, height);
                }

                for (int i = 0; i < height; i++)
                {
                    float* source = slice.Data + i * a.RowStride;
                    for (int d = packed; d < depths; d++)
                    {
                        target[d * height + i] = i < here ? alpha * source[d * a.ColumnStride] : 0;
                    }
                }
            }

            target += depths * height;
        }
    }

    /// <summary>Packs a slice whose rows are contiguous: squares of four by four are transposed in registers.</summary>
    private static void PackFours(View slice, int depths, float alpha, float* target, int height)
    {
        for (int i = 0; i < height; i += 4)
        {
            float* row0 = slice.Data + i * slice.RowStride;
            float* row1 = row0 + slice.RowStride;
            float* row2 = row1 + slice.RowStride;
            float* row3 = row2 + slice.RowStride;
            for (int d = 0; d < depths; d += 4)
            {
                Vector128<float> a = Vector128.Load(row0 + d) * alpha;
                Vector128<float> b = Vector128.Load(row1 + d) * alpha;
                Vector128<float> c = Vector128.Load(row2 + d) * alpha;
                Vector128<float> e = Vector128.Load(row3 + d) * alpha;
                Vector128<float> lowPairs = Sse.UnpackLow(a, b);
                Vector128<float> lowRest = Sse.UnpackLow(c, e);
                Vector128<float> highPairs = Sse.UnpackHigh(a, b);
                Vector128<float> highRest = Sse.UnpackHigh(c, e);
                float* to = target + d * height + i;
                Sse.MoveLowToHigh(lowPairs, lowRest).Store(to);
                Sse.MoveHighToLow(lowRest, lowPairs).Store(to + height);
                Sse.MoveLowToHigh(highPairs, highRest).Store(to + 2 * height);
                Sse.MoveHighToLow(highRest, highPairs).Store(to + 3 * height);
            }
        }
    }

    /// <summary>One packed block of rows against the packed columns.</summary>
    private sealed class Task(
        int firstRow,
        int column,
        int columns,
        int depths,
        int rowCount,
        float alpha,
        View a,
        float* packedB,
        View c,
        Part part
    )
    {
        private readonly View _a = a;
        private readonly View _c = c;
        private readonly float* _packedB = packedB;

        public void Run(int block)
        {
            int row = firstRow + block * RowBlock;
            int rows = Math.Min(RowBlock, rowCount - row);
            float* packedA = Allocate(RoundUp(rows, TileRows) * depths);
            int width = TileColumns;
            float* edge = stackalloc float[TileRows * 32];
            Pack(_a.At(row, 0), rows, depths, alpha, packedA, TileRows);
            for (int j = 0; j < columns; j += width)
            {
                if (part == Part.Lower && row + rows - 1 < column + j)
                {
                    break;
                }

                float* sliceB = _packedB + (nint)j * depths;
                for (int i = 0; i < rows; i += TileRows)
                {
                    if (part == Part.Lower && row + Math.Min(i + TileRows, rows) - 1 < column + j)
                    {
                        continue;
                    }

                    float* sliceA = packedA + (nint)i * depths;
                    float* target = _c.Data + (row + i) * _c.RowStride + column + j;
                    int rowsHere = Math.Min(TileRows, rows - i);
                    int columnsHere = Math.Min(width, columns - j);
                    if (rowsHere == TileRows && columnsHere == width)
                    {
                        Kernel(depths, sliceA, sliceB, target, _c.RowStride);
                        continue;
                    }

                    new Span<float>(edge, TileRows * width).Clear();
                    Kernel(depths, sliceA, sliceB, edge, width);
                    for (int r = 0; r < rowsHere; r++)
                    {
                        for (int s = 0; s < columnsHere; s++)
                        {
                            target[r * _c.RowStride + s] += edge[r * width + s];
                        }
                    }
                }
            }

            NativeMemory.AlignedFree(packedA);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Kernel(int depths, float* a, float* b, float* c, nint stride)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Kernel512(depths, a, b, c, stride);
        }
        else
        {
            Kernel256(depths, a, b, c, stride);
            Kernel256(depths, a + 4, b, c + 4 * stride, stride);
        }
    }

    /// <summary>An 8 x 32 tile of C in sixteen 512-bit registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel512(int depths, float* a, float* b, float* c, nint stride)
    {
        Vector512<float> c00 = default,
            c01 = default,
            c10 = default,
            c11 = default,
            c20 = default,
            c21 = default,
            c30 = default,
            c31 = default;
        Vector512<float> c40 = default,
            c41 = default,
            c50 = default,
            c51 = default,
            c60 = default,
            c61 = default,
            c70 = default,
            c71 = default;
        for (int d = 0; d < depths; d++, a += TileRows, b += 32)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(a[0]);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a[1]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a[2]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(a[3]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a[4]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a[5]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            x = Vector512.Create(a[6]);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            x = Vector512.Create(a[7]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
        }

        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + 2 * stride, c20, c21);
        Store(c + 3 * stride, c30, c31);
        Store(c + 4 * stride, c40, c41);
        Store(c + 5 * stride, c50, c51);
        Store(c + 6 * stride, c60, c61);
        Store(c + 7 * stride, c70, c71);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> left, Vector512<float> right)
    {
        (Vector512.Load(c) + left).Store(c);
        (Vector512.Load(c + 16) + right).Store(c + 16);
    }

    /// <summary>A 4 x 16 tile of C in eight 256-bit registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Kernel256(int depths, float* a, float* b, float* c, nint stride)
    {
        Vector256<float> c00 = default,
            c01 = default,
            c10 = default,
            c11 = default,
            c20 = default,
            c21 = default,
            c30 = default,
            c31 = default;
        for (int d = 0; d < depths; d++, a += TileRows, b += 16)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(a[0]);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[1]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3]);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
        }

        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + 2 * stride, c20, c21);
        Store(c + 3 * stride, c30, c31);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> left, Vector256<float> right)
    {
        (Vector256.Load(c) + left).Store(c);
        (Vector256.Load(c + 8) + right).Store(c + 8);
    }
}

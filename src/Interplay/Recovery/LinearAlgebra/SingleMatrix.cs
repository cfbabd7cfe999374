using System.Runtime.InteropServices;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>A dense single-precision matrix, row-major, in aligned memory outside the garbage-collected heap. Starts as zeros.</summary>
internal sealed unsafe class SingleMatrix : IDisposable
{
    private float* _data;

    public SingleMatrix(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        nuint bytes = (nuint)Math.Max(1, (long)rows * columns) * sizeof(float);
        _data = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(_data, bytes);
    }

    ~SingleMatrix() => NativeMemory.AlignedFree(_data);

    public int Rows { get; }

    public int Columns { get; }

    public float* Data => _data;

    public Gemm.View View => new(_data, Columns, 1);

    public Span<float> Row(int row) => new(_data + (nint)row * Columns, Columns);

    public void Clear() => NativeMemory.Clear(_data, (nuint)((long)Rows * Columns) * sizeof(float));

    /// <summary>Copies the strict lower triangle of a square matrix onto the upper one, in blocks that stay in cache.</summary>
    public void MirrorLower()
    {
        const int Block = 64;
        int blocks = (Rows + Block - 1) / Block;
        Parallel.For(
            0,
            blocks,
            rowBlock =>
            {
                for (int columnBlock = 0; columnBlock <= rowBlock; columnBlock++)
                {
                    int lastRow = Math.Min(Rows, (rowBlock + 1) * Block);
                    for (int row = rowBlock * Block; row < lastRow; row++)
                    {
                        int lastColumn = Math.Min(row, (columnBlock + 1) * Block);
                        float* source = _data + (nint)row * Columns;
                        for (int column = columnBlock * Block; column < lastColumn; column++)
                        {
                            _data[(nint)column * Columns + row] = source[column];
                        }
                    }
                }
            }
        );
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
        GC.SuppressFinalize(this);
    }
}

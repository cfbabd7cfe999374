namespace Interplay.Masks;

/// <summary>
/// Bit columns: for each column (a part, or a character of a set of parts) one bit a row. Columns are padded with zero words to a multiple
/// of <see cref="Alignment"/> words, so that vector kernels need no tail.
/// </summary>
public sealed class BitColumns
{
    /// <summary>Columns are padded to a multiple of this many words (512 bits).</summary>
    public const int Alignment = 8;

    private readonly ulong[] _words;

    internal BitColumns(ulong[] words, int rowCount, int columnCount)
    {
        _words = words;
        RowCount = rowCount;
        ColumnCount = columnCount;
        WordsPerColumn = PaddedWords(rowCount);
    }

    /// <summary>Number of rows (masks).</summary>
    public int RowCount { get; }

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>Words that hold one column, a multiple of <see cref="Alignment"/>.</summary>
    public int WordsPerColumn { get; }

    /// <summary>All columns one after another.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>The bits of one column; bit <c>r</c> belongs to row <c>r</c>, bits past the last row are zero.</summary>
    public ReadOnlySpan<ulong> Column(int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, ColumnCount);
        return _words.AsSpan(column * WordsPerColumn, WordsPerColumn);
    }

    internal static int PaddedWords(int rowCount) =>
        (Mask.WordCount(rowCount) + Alignment - 1) / Alignment * Alignment;

    /// <summary>Transposes packed rows in blocks of 64 x 64 bits.</summary>
    internal static BitColumns Transpose(ReadOnlySpan<ulong> rows, int rowCount, int columnCount)
    {
        int width = Mask.WordCount(columnCount);
        int height = PaddedWords(rowCount);
        var words = new ulong[checked(height * columnCount)];
        Span<ulong> block = stackalloc ulong[64];
        for (int rowBlock = 0; rowBlock < Mask.WordCount(rowCount); rowBlock++)
        {
            int rowsHere = Math.Min(64, rowCount - rowBlock * 64);
            for (int columnBlock = 0; columnBlock < width; columnBlock++)
            {
                block.Clear();
                for (int r = 0; r < rowsHere; r++)
                {
                    block[r] = rows[(rowBlock * 64 + r) * width + columnBlock];
                }

                TransposeBlock(block);
                int columnsHere = Math.Min(64, columnCount - columnBlock * 64);
                for (int c = 0; c < columnsHere; c++)
                {
                    words[(columnBlock * 64 + c) * height + rowBlock] = block[c];
                }
            }
        }

        return new BitColumns(words, rowCount, columnCount);
    }

    /// <summary>The rows again: packed words of 64 columns, as <see cref="MaskMatrix.Words"/> has them.</summary>
    internal ulong[] PackedRows()
    {
        int width = Mask.WordCount(ColumnCount);
        var rows = new ulong[checked(width * RowCount)];
        Span<ulong> block = stackalloc ulong[64];
        for (int columnBlock = 0; columnBlock < width; columnBlock++)
        {
            int columnsHere = Math.Min(64, ColumnCount - columnBlock * 64);
            for (int rowBlock = 0; rowBlock < Mask.WordCount(RowCount); rowBlock++)
            {
                block.Clear();
                for (int c = 0; c < columnsHere; c++)
                {
                    block[c] = _words[(columnBlock * 64 + c) * WordsPerColumn + rowBlock];
                }

                TransposeBlock(block);
                int rowsHere = Math.Min(64, RowCount - rowBlock * 64);
                for (int r = 0; r < rowsHere; r++)
                {
                    rows[(rowBlock * 64 + r) * width + columnBlock] = block[r];
                }
            }
        }

        return rows;
    }

    /// <summary>Transposes a 64 x 64 bit block by halving swaps (Warren, Hacker's Delight, 7-3), bit 0 = column 0.</summary>
    private static void TransposeBlock(Span<ulong> block)
    {
        ulong mask = 0x00000000FFFFFFFFUL;
        for (int j = 32; j != 0; j >>= 1, mask ^= mask << j)
        {
            for (int k = 0; k < 64; k = (k + j + 1) & ~j)
            {
                ulong t = ((block[k] >> j) ^ block[k + j]) & mask;
                block[k] ^= t << j;
                block[k + j] ^= t;
            }
        }
    }
}

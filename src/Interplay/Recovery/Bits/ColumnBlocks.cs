using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Interplay.Masks;

namespace Interplay.Recovery.Bits;

/// <summary>
/// Bit columns laid out for <see cref="ColumnSums"/>: blocks of 16 columns by 32 rows, one 32-bit word a column, so that one vector register
/// holds the same 32 rows of 16 columns. Columns and rows are padded with zeros.
/// </summary>
internal sealed class ColumnBlocks
{
    /// <summary>Columns side by side in one block.</summary>
    public const int Lanes = 16;

    private readonly uint[] _words;
    private readonly Lazy<ulong[]> _packedRows;

    private ColumnBlocks(uint[] words, BitColumns columns)
    {
        _words = words;
        Columns = columns;
        _packedRows = new Lazy<ulong[]>(columns.PackedRows);
        RowWords = RowWordsFor(columns.RowCount);
        BlockCount = BlocksFor(columns.ColumnCount);
    }

    /// <summary>The most columns that this processor goes through at once.</summary>
    public static BlockWidth Widest =>
        Avx512BW.IsSupported ? BlockWidth.Sixteen
        : Avx2.IsSupported ? BlockWidth.Eight
        : BlockWidth.One;

    /// <summary>The same bits column by column.</summary>
    public BitColumns Columns { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount => Columns.RowCount;

    /// <summary>Number of columns.</summary>
    public int ColumnCount => Columns.ColumnCount;

    /// <summary>32-bit words that hold one column.</summary>
    public int RowWords { get; }

    /// <summary>Number of blocks of 16 columns.</summary>
    public int BlockCount { get; }

    /// <summary>Number of columns with padding: the length of the sums.</summary>
    public int PaddedColumns => BlockCount * Lanes;

    /// <summary>Blocks one after another, each <see cref="RowWords"/> times 16 words.</summary>
    public ReadOnlySpan<uint> Words => _words;

    /// <summary>The same bits row by row, 64 columns a word, rounded up. Made on first use.</summary>
    public ReadOnlySpan<ulong> PackedRows => _packedRows.Value;

    /// <summary>One block: 16 words for each 32 rows.</summary>
    public ReadOnlySpan<uint> Block(int block) =>
        _words.AsSpan(block * RowWords * Lanes, RowWords * Lanes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ColumnBlocks Of(BitColumns columns)
    {
        int rowWords = RowWordsFor(columns.RowCount);
        var words = new uint[checked(BlocksFor(columns.ColumnCount) * rowWords * Lanes)];
        for (int column = 0; column < columns.ColumnCount; column++)
        {
            ReadOnlySpan<uint> source = MemoryMarshal.Cast<ulong, uint>(columns.Column(column));
            int start = column / Lanes * rowWords * Lanes + column % Lanes;
            for (int word = 0; word < rowWords; word++)
            {
                words[start + word * Lanes] = source[word];
            }
        }

        return new ColumnBlocks(words, columns);
    }

    /// <summary>One column's 32-bit words.</summary>
    public ReadOnlySpan<uint> Column(int column) =>
        MemoryMarshal.Cast<ulong, uint>(Columns.Column(column))[..RowWords];

    private static int RowWordsFor(int rows) => (rows + 31) / 32;

    private static int BlocksFor(int columns) => (columns + Lanes - 1) / Lanes;
}

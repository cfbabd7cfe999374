namespace Interplay.Masks;

/// <summary>
/// Masks as rows of packed 64-bit words: one bit a part. Immutable. 40,000 masks of 10,000 parts take 50 MB.
/// Kernels that work part by part use <see cref="Columns"/>, the transpose, which is made once and shared.
/// </summary>
public sealed class MaskMatrix
{
    private readonly ReadOnlyMemory<ulong> _words;
    private readonly Lazy<BitColumns> _columns;

    private MaskMatrix(ReadOnlyMemory<ulong> words, int rowCount, int partCount)
    {
        _words = words;
        RowCount = rowCount;
        PartCount = partCount;
        WordsPerRow = Mask.WordCount(partCount);
        _columns = new Lazy<BitColumns>(() => BitColumns.Transpose(Words, RowCount, PartCount));
    }

    /// <summary>Fills one packed row; the row comes zeroed, bits past the last part are cleared afterwards.</summary>
    public delegate void RowFiller(int row, Span<ulong> words);

    /// <summary>Number of masks.</summary>
    public int RowCount { get; }

    /// <summary>Number of parts.</summary>
    public int PartCount { get; }

    /// <summary>Words that hold one mask.</summary>
    public int WordsPerRow { get; }

    /// <summary>All rows one after another, <see cref="WordsPerRow"/> words each.</summary>
    public ReadOnlySpan<ulong> Words => _words.Span;

    /// <summary>The transpose: one bit column a part. Built on first use and shared.</summary>
    public BitColumns Columns => _columns.Value;

    /// <summary>Whether <paramref name="part"/> is kept in mask <paramref name="row"/>.</summary>
    public bool this[int row, int part]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(part);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(part, PartCount);
            return (Row(row)[part >> 6] >> (part & 63) & 1) != 0;
        }
    }

    /// <summary>Builds a matrix row by row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 0 rows or 1 part.</exception>
    public static MaskMatrix Create(int rowCount, int partCount, RowFiller fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partCount);
        int width = Mask.WordCount(partCount);
        var words = new ulong[checked(rowCount * width)];
        for (int row = 0; row < rowCount; row++)
        {
            Span<ulong> target = words.AsSpan(row * width, width);
            fill(row, target);
            Mask.ClearTail(target, partCount);
        }

        return new MaskMatrix(words, rowCount, partCount);
    }

    /// <summary>Takes over packed rows whose bits past the last part are zero, without a copy.</summary>
    internal static MaskMatrix Owning(ulong[] words, int rowCount, int partCount)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            words.LongLength,
            (long)rowCount * Mask.WordCount(partCount),
            nameof(words)
        );
        return new MaskMatrix(words, rowCount, partCount);
    }

    /// <summary>Builds a matrix from masks of equal length.</summary>
    public static MaskMatrix From(IReadOnlyList<Mask> masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfZero(masks.Count, nameof(masks));
        int partCount = masks[0].PartCount;
        return Create(
            masks.Count,
            partCount,
            (row, words) =>
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(
                    masks[row].PartCount,
                    partCount,
                    nameof(masks)
                );
                masks[row].Words.CopyTo(words);
            }
        );
    }

    /// <summary>The packed bits of one mask.</summary>
    public ReadOnlySpan<ulong> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        return _words.Span.Slice(row * WordsPerRow, WordsPerRow);
    }

    /// <summary>One mask as a value of its own.</summary>
    public Mask GetMask(int row) => Mask.FromWords(Row(row), PartCount);

    /// <summary>Writes one mask as characters 0 and 1, part 0 first, into a buffer of <see cref="PartCount"/> characters.</summary>
    public void Format(int row, Span<char> text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(text.Length, PartCount, nameof(text));
        Mask.FormatInto(Row(row), text);
    }

    /// <summary>The masks of <paramref name="rows"/>, in that order. Rows that follow one another are shared, not copied.</summary>
    public MaskMatrix Select(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count > 0 && rows.SequenceEqual(Enumerable.Range(rows[0], rows.Count)))
        {
            return Slice(rows[0], rows.Count);
        }

        return Create(rows.Count, PartCount, (row, words) => Row(rows[row]).CopyTo(words));
    }

    /// <summary><paramref name="count"/> masks from row <paramref name="start"/> on; they share the memory of these.</summary>
    public MaskMatrix Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, RowCount, nameof(count));
        if (count == RowCount)
        {
            return this;
        }

        return new MaskMatrix(
            _words.Slice(start * WordsPerRow, count * WordsPerRow),
            count,
            PartCount
        );
    }

    /// <summary>These masks followed by those of <paramref name="other"/>.</summary>
    public MaskMatrix Concat(MaskMatrix other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.PartCount, PartCount, nameof(other));
        return new MaskMatrix(
            (ulong[])[.. Words, .. other.Words],
            RowCount + other.RowCount,
            PartCount
        );
    }
}

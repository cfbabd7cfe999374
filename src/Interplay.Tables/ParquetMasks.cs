using System.Globalization;
using Interplay.ValueFunctions.Tables;
using Parquet;
using Parquet.Schema;

namespace Interplay.Tables;

/// <summary>
/// The masks of one row group: strings of 0 and 1, or binaries of a byte a part. The reader unfolds a whole group at a time, so that a group that is
/// too large is refused by what it says of itself, before it is read.
/// </summary>
internal sealed class ParquetMasks
{
    /// <summary>Most bytes of masks in a group.</summary>
    private const long MostBytes = 1L << 30;

    private readonly ReadOnlyMemory<char>?[] _texts;
    private readonly ReadOnlyMemory<byte>?[] _bytes;

    private ParquetMasks(ReadOnlyMemory<char>?[] texts, ReadOnlyMemory<byte>?[] bytes)
    {
        _texts = texts;
        _bytes = bytes;
    }

    /// <summary>Reads the masks of a group.</summary>
    /// <exception cref="InterplayException"><c>row-group-too-large</c>.</exception>
    /// <exception cref="InvalidDataException">The column holds something else.</exception>
    public static async Task<ParquetMasks> ReadAsync(
        DataField field,
        ParquetRowGroupReader group,
        CancellationToken cancellationToken
    )
    {
        long bytes = group.GetMetadata(field)?.MetaData?.TotalUncompressedSize ?? 0;
        if (bytes > MostBytes)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "row-group-too-large",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A row group of the Parquet file holds {bytes / 1e9:0.0} GB of masks in {group.RowCount} rows; groups of up to {MostBytes >> 30} GiB are read. Write the file with fewer rows a group (row_group_size of pyarrow), or as CSV or NumPy."
                )
            );
        }

        return field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string)
                ? new ParquetMasks(
                    await CellsAsync<ReadOnlyMemory<char>>(field, group, cancellationToken),
                    []
                )
            : field.ClrType == typeof(ReadOnlyMemory<byte>) || field.ClrType == typeof(byte[])
                ? new ParquetMasks(
                    [],
                    await CellsAsync<ReadOnlyMemory<byte>>(field, group, cancellationToken)
                )
            : throw new InvalidDataException(
                $"column '{field.Name}' holds {field.ClrType.Name}; strings of 0 and 1, or binaries of a byte a part, are expected"
            );
    }

    /// <summary>Adds a row of the group to a table.</summary>
    public void AddTo(
        AblationTableBuilder table,
        int row,
        ReadOnlySpan<double?> values,
        TableSplit split,
        int line
    )
    {
        if (_bytes.Length > 0)
        {
            table.Add((_bytes[row] ?? default).Span, values, split, line);
        }
        else
        {
            table.Add((_texts[row] ?? default).Span, values, split, line);
        }
    }

    private static async Task<T?[]> CellsAsync<T>(
        DataField field,
        ParquetRowGroupReader group,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        var cells = new T?[group.RowCount];
        if (field.IsNullable)
        {
            await group.ReadAsync<T>(field, cells, cancellationToken: cancellationToken);
            return cells;
        }

        var present = new T[group.RowCount];
        await group.ReadAsync<T>(field, present, cancellationToken: cancellationToken);
        for (int row = 0; row < cells.Length; row++)
        {
            cells[row] = present[row];
        }

        return cells;
    }
}

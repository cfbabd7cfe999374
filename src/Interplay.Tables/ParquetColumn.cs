using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Interplay.Tables;

/// <summary>One column of a Parquet file, as the cells that a CSV file would have: numbers so that they read back exactly, nulls empty.</summary>
internal sealed class ParquetColumn(DataField source)
{
    // The reader's own type of a string column.
    private readonly bool _isText =
        source.ClrType == typeof(string) || source.ClrType == typeof(ReadOnlyMemory<char>);

    private const long MostCells = 1 << 26;

    private readonly List<string> _texts = [];
    private readonly List<double?> _numbers = [];

    public string Name => source.Name;

    public int Count => _isText ? _texts.Count : _numbers.Count;

    public string Cell(int row) =>
        _isText ? _texts[row] : _numbers[row]?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The number in a row; null where there is none, or where the column holds texts.</summary>
    public double? Number(int row) => _isText ? null : _numbers[row];

    /// <summary>Whether the cells are texts.</summary>
    public bool IsText => _isText;

    /// <summary>All columns of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not Parquet, is cut off, or has columns of another type.</exception>
    public static async Task<IReadOnlyList<ParquetColumn>> ReadAllAsync(
        Stream file,
        CancellationToken cancellationToken
    )
    {
        ParquetColumn[] columns = [];
        await ParquetGroups.ReadAsync(
            file,
            fields => columns = [.. fields.Select(static field => new ParquetColumn(field))],
            async group =>
            {
                foreach (ParquetColumn column in columns)
                {
                    await column.AppendAsync(group, cancellationToken);
                }
            },
            MostCells,
            cancellationToken
        );
        return columns;
    }

    /// <summary>One column of one row group.</summary>
    public static async Task<ParquetColumn> ReadAsync(
        DataField field,
        ParquetRowGroupReader group,
        CancellationToken cancellationToken
    )
    {
        var column = new ParquetColumn(field);
        await column.AppendAsync(group, cancellationToken);
        return column;
    }

    private Task AppendAsync(ParquetRowGroupReader group, CancellationToken cancellationToken) =>
        _isText ? AppendTextsAsync(group, cancellationToken)
        : source.ClrType == typeof(double)
            ? AppendNumbersAsync<double>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(float)
            ? AppendNumbersAsync<float>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(int)
            ? AppendNumbersAsync<int>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(long)
            ? AppendNumbersAsync<long>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(short)
            ? AppendNumbersAsync<short>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(byte)
            ? AppendNumbersAsync<byte>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(bool)
            ? AppendNumbersAsync<bool>(group, static value => value ? 1 : 0, cancellationToken)
        : throw new InvalidDataException(
            $"column '{source.Name}' holds {source.ClrType.Name}; strings and numbers are expected"
        );

    private async Task AppendTextsAsync(
        ParquetRowGroupReader group,
        CancellationToken cancellationToken
    )
    {
        var texts = new string[group.RowCount];
        await group.ReadAsync(source, texts, cancellationToken: cancellationToken);
        foreach (string? text in texts)
        {
            _texts.Add(text ?? "");
        }
    }

    private async Task AppendNumbersAsync<T>(
        ParquetRowGroupReader group,
        Func<T, double> convert,
        CancellationToken cancellationToken
    )
        where T : struct
    {
        if (source.IsNullable)
        {
            var values = new T?[group.RowCount];
            await group.ReadAsync<T>(source, values, cancellationToken: cancellationToken);
            _numbers.AddRange(
                values.Select(value => value is T number ? convert(number) : (double?)null)
            );
        }
        else
        {
            var values = new T[group.RowCount];
            await group.ReadAsync<T>(source, values, cancellationToken: cancellationToken);
            _numbers.AddRange(values.Select(value => (double?)convert(value)));
        }
    }
}

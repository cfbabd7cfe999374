using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Interplay.Cli.Tables;

/// <summary>One column of a Parquet file, as the cells that a CSV file would have: numbers so that they read back exactly, nulls empty.</summary>
internal sealed class ParquetColumn(DataField source)
{
    // The reader's own type of a string column.
    private readonly bool _isText =
        source.ClrType == typeof(string) || source.ClrType == typeof(ReadOnlyMemory<char>);

    private readonly List<string> _texts = [];
    private readonly List<double?> _numbers = [];

    public string Name => source.Name;

    public int Count => _isText ? _texts.Count : _numbers.Count;

    public string Cell(int row) =>
        _isText ? _texts[row] : _numbers[row]?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    public Task AppendAsync(ParquetRowGroupReader group, CancellationToken cancellationToken) =>
        _isText ? AppendTextsAsync(group, cancellationToken)
        : source.ClrType == typeof(double)
            ? AppendNumbersAsync<double>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(float)
            ? AppendNumbersAsync<float>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(int)
            ? AppendNumbersAsync<int>(group, static value => value, cancellationToken)
        : source.ClrType == typeof(long)
            ? AppendNumbersAsync<long>(group, static value => value, cancellationToken)
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

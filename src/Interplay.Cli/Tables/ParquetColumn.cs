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

    /// <summary>All columns of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not Parquet, is cut off, or has columns of another type.</exception>
    public static async Task<IReadOnlyList<ParquetColumn>> ReadAllAsync(
        Stream file,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using ParquetReader reader = await ParquetReader.CreateAsync(
                file,
                leaveStreamOpen: true,
                cancellationToken: cancellationToken
            );
            List<ParquetColumn> columns =
            [
                .. reader.Schema.DataFields.Select(static field => new ParquetColumn(field)),
            ];
            for (int number = 0; number < reader.RowGroupCount; number++)
            {
                using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
                foreach (ParquetColumn column in columns)
                {
                    await column.AppendAsync(group, cancellationToken);
                }
            }

            return columns;
        }
#pragma warning disable CA1031 // The file is not ours: whatever the reader stumbles over is a fault of the data.
        catch (Exception exception)
            when (exception is not (OperationCanceledException or InterplayException))
#pragma warning restore CA1031
        {
            throw new InvalidDataException(exception.Message, exception);
        }
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

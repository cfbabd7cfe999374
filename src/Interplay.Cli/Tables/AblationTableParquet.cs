using Interplay.ValueFunctions.Tables;
using Parquet;
using Parquet.Schema;

namespace Interplay.Cli.Tables;

/// <summary>
/// The ablation table as Parquet: the same columns as in CSV, <c>mask</c> and <c>split</c> as strings, outputs as doubles, null where a mask has
/// not been evaluated.
/// </summary>
internal static class AblationTableParquet
{
    private const string MaskColumn = "mask";
    private const string SplitColumn = "split";
    private const int RowsPerGroup = 1 << 16;

    /// <summary>Reads a table; the rows go through the checks of the CSV reader, so both formats complain alike.</summary>
    /// <exception cref="InvalidDataException">The file is not Parquet, is cut off, or has columns of another type.</exception>
    public static async Task<AblationTable> ReadAsync(
        Stream file,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ParquetColumn> columns = await ParquetColumn.ReadAllAsync(
            file,
            cancellationToken
        );
        using var rows = new ParquetRows(columns);
        return AblationTableCsv.Read(rows);
    }

    /// <summary>Writes a table.</summary>
    public static async Task WriteAsync(AblationTable table, Stream file)
    {
        var mask = new DataField<string>(MaskColumn, nullable: false);
        var split = new DataField<string>(SplitColumn, nullable: false);
        DataField[] outputs =
        [
            .. table.Outputs.Select(static name => new DataField<double>(name, nullable: true)),
        ];
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema([mask, .. outputs, split]),
            file
        );
        for (int start = 0; start < table.Masks.RowCount; start += RowsPerGroup)
        {
            int count = Math.Min(RowsPerGroup, table.Masks.RowCount - start);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(
                mask,
                Column(start, count, row => table.Masks.GetMask(row).ToString())
            );
            for (int output = 0; output < outputs.Length; output++)
            {
                int column = output;
                double?[] values = Column(
                    start,
                    count,
                    row => table.IsFilled(row) ? table.ValuesOf(row)[column] : (double?)null
                );
                await group.WriteAsync<double>(outputs[output], values);
            }

            await group.WriteAsync(
                split,
                Column(
                    start,
                    count,
                    row => table.Splits[row] == TableSplit.Train ? "train" : "test"
                )
            );
        }
    }

    private static T[] Column<T>(int start, int count, Func<int, T> value)
    {
        var column = new T[count];
        for (int i = 0; i < count; i++)
        {
            column[i] = value(start + i);
        }

        return column;
    }
}

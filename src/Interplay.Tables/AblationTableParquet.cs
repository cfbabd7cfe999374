using Interplay.ValueFunctions.Tables;
using Parquet;
using Parquet.Schema;

namespace Interplay.Tables;

/// <summary>
/// The ablation table as Parquet: the same columns as in CSV, <c>mask</c> and <c>split</c> as strings, outputs as doubles, null where a mask has
/// not been evaluated. Read and written a row group at a time.
/// </summary>
internal static class AblationTableParquet
{
    private const int MostRowsPerGroup = 1 << 16;

    /// <summary>Values of a group that is read, a GiB of them.</summary>
    private const int MostValuesPerGroup = 1 << 26;

    /// <summary>Characters of masks in a group that we write: what is unfolded at a time when it is read.</summary>
    private const int CharactersPerGroup = 1 << 25;

    /// <summary>Reads a table; both formats complain alike.</summary>
    /// <exception cref="InvalidDataException">The file is not Parquet, is cut off, or has columns of another type.</exception>
    public static async Task<AblationTable> ReadAsync(
        Stream file,
        OutputChoice choice,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<DataField> fields = [];
        TableColumns? columns = null;
        AblationTableBuilder? table = null;
        await ParquetGroups.ReadAsync(
            file,
            found =>
            {
                fields = found;
                columns = TableColumns.Of([.. found.Select(static field => field.Name)], choice);
                table = new AblationTableBuilder(columns.OutputNames);
            },
            group => AddAsync(table!, columns!, fields, group, cancellationToken),
            long.MaxValue,
            cancellationToken
        );
        return table!.Build(columns!.Notes);
    }

    /// <summary>Writes a table.</summary>
    public static async Task WriteAsync(AblationTable table, Stream file)
    {
        var mask = new DataField<string>(TableColumns.MaskName, nullable: false);
        var split = new DataField<string>(TableColumns.SplitName, nullable: false);
        DataField[] outputs =
        [
            .. table.Outputs.Select(static name => new DataField<double>(name, nullable: true)),
        ];
        DataField[] texts = table.HasTexts
            ? [new DataField<string>(TableColumns.TextName, nullable: false)]
            : [];
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema([mask, .. texts, .. outputs, split]),
            file,
            ParquetGroups.Options
        );
        int parts = table.Masks.PartCount;
        int rows = Math.Clamp(
            CharactersPerGroup / parts,
            1,
            Math.Min(MostRowsPerGroup, Math.Max(1, table.Masks.RowCount))
        );
        var characters = new char[rows * parts];
        for (int start = 0; start < table.Masks.RowCount; start += rows)
        {
            int first = start;
            int count = Math.Min(rows, table.Masks.RowCount - start);
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync<ReadOnlyMemory<char>>(
                mask,
                Column<ReadOnlyMemory<char>>(
                    start,
                    count,
                    row =>
                    {
                        Memory<char> text = characters.AsMemory((row - first) * parts, parts);
                        table.Masks.Format(row, text.Span);
                        return text;
                    }
                )
            );
            foreach (DataField text in texts)
            {
                await group.WriteAsync(text, Column(start, count, row => table.TextOf(row)!));
            }

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

    private static async Task AddAsync(
        AblationTableBuilder table,
        TableColumns columns,
        IReadOnlyList<DataField> fields,
        ParquetRowGroupReader group,
        CancellationToken cancellationToken
    )
    {
        // Line 1 is the header, as if it were CSV.
        int line = table.RowCount + 2;
        int rows = checked((int)group.RowCount);
        int outputs = columns.Outputs.Count;
        if ((long)rows * outputs > MostValuesPerGroup)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "row-group-too-large",
                $"A row group of the Parquet file holds {rows} rows of {outputs} outputs; at most {MostValuesPerGroup} values are read at once. Write the file with fewer rows a group, or read only some outputs (--only)."
            );
        }

        var values = new double?[rows * outputs];
        for (int output = 0; output < outputs; output++)
        {
            ParquetColumn column = await ParquetColumn.ReadAsync(
                fields[columns.Outputs[output]],
                group,
                cancellationToken
            );
            for (int row = 0; row < rows; row++)
            {
                values[row * outputs + output] = column.IsText
                    ? AblationTableCsv.ReadValue(
                        column.Cell(row),
                        columns.OutputNames[output],
                        line + row
                    )
                    : column.Number(row);
            }
        }

        ParquetColumn? splits =
            columns.Split < 0
                ? null
                : await ParquetColumn.ReadAsync(fields[columns.Split], group, cancellationToken);
        ParquetMasks masks = await ParquetMasks.ReadAsync(
            fields[columns.Mask],
            group,
            cancellationToken
        );
        for (int row = 0; row < rows; row++)
        {
            masks.AddTo(
                table,
                row,
                values.AsSpan(row * outputs, outputs),
                splits is null
                    ? TableSplit.Train
                    : AblationTableCsv.ReadSplit(splits.Cell(row), line + row),
                line + row
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

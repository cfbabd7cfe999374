using System.Globalization;
using Interplay.Masks;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// The ablation table as CSV: a header with <c>mask</c>, one column an output, and optionally <c>split</c>; masks are strings of 0 and 1,
/// part 0 first; an empty value means not evaluated yet; a name with a comma is quoted. Numbers are written so that they read back exactly.
/// </summary>
public static class AblationTableCsv
{
    /// <summary>Longest line read, in characters; longer ones are refused.</summary>
    public const int MaxLineLength = 4 << 20;

    private const string MaskColumn = "mask";
    private const string SplitColumn = "split";

    /// <summary>Reads a table.</summary>
    /// <exception cref="InterplayException"><c>table-malformed</c>, <c>mask-ragged</c> or <c>value-not-finite</c>, with the line number.</exception>
    public static AblationTable Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] header = CsvHeader.Split(
            (
                reader.ReadLine()
                ?? throw Malformed(1, "a header line is expected; the file is empty")
            ).TrimStart('\uFEFF')
        );
        int maskColumn = Array.IndexOf(header, MaskColumn);
        int splitColumn = Array.IndexOf(header, SplitColumn);
        if (maskColumn < 0)
        {
            throw Malformed(
                1,
                $"a column named 'mask' is expected; found {string.Join(", ", header)}"
            );
        }

        int[] outputColumns =
        [
            .. Enumerable
                .Range(0, header.Length)
                .Where(column => column != maskColumn && column != splitColumn),
        ];
        if (
            outputColumns.Select(column => header[column]).Distinct(StringComparer.Ordinal).Count()
            != outputColumns.Length
        )
        {
            throw Malformed(1, $"column names must be distinct; found {string.Join(", ", header)}");
        }

        var words = new List<ulong>();
        var values = new List<double>();
        var filled = new List<bool>();
        var splits = new List<TableSplit>();
        int partCount = 0;
        ulong[] packed = [];
        var cells = new Range[header.Length + 1];
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
            {
                continue;
            }

            int found = text.Length > MaxLineLength ? -1 : text.AsSpan().Split(cells, ',');
            if (found != header.Length)
            {
                throw Malformed(
                    line,
                    found < 0
                        ? "the line is too long"
                        : $"{header.Length} cells are expected; found {found}"
                );
            }

            ReadOnlySpan<char> mask = text.AsSpan(cells[maskColumn]);
            if (partCount == 0)
            {
                partCount =
                    mask.Length > 0 ? mask.Length : throw Malformed(line, "the mask is empty");
                packed = new ulong[Mask.WordCount(partCount)];
            }

            ReadMask(mask, partCount, packed, line);
            words.AddRange(packed);
            splits.Add(
                splitColumn < 0
                    ? TableSplit.Train
                    : ReadSplit(text.AsSpan(cells[splitColumn]), line)
            );
            filled.Add(ReadValues(text, cells, outputColumns, header, values, line));
        }

        if (filled.Count == 0)
        {
            throw Malformed(2, "at least one row is expected");
        }

        int width = packed.Length;
        MaskMatrix masks = MaskMatrix.Create(
            filled.Count,
            partCount,
            (row, target) =>
                System
                    .Runtime.InteropServices.CollectionsMarshal.AsSpan(words)
                    .Slice(row * width, width)
                    .CopyTo(target)
        );
        return new AblationTable(
            masks,
            [.. outputColumns.Select(column => header[column])],
            splits,
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(values),
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(filled)
        );
    }

    /// <summary>Writes a table, always with its <c>split</c> column.</summary>
    public static void Write(AblationTable table, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (string output in table.Outputs)
        {
            if (output.AsSpan().ContainsAny('\n', '\r') || output is MaskColumn or SplitColumn)
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "output-name-unwritable",
                    $"An output named '{output}' cannot be a column of an ablation table: no line break, and neither 'mask' nor 'split'."
                );
            }
        }

        writer.Write($"{HeaderLine([MaskColumn, .. table.Outputs, SplitColumn])}\n");
        for (int row = 0; row < table.Masks.RowCount; row++)
        {
            writer.Write(Mask.Format(table.Masks.Row(row), table.Masks.PartCount));
            for (int output = 0; output < table.Outputs.Count; output++)
            {
                writer.Write(',');
                if (table.IsFilled(row))
                {
                    writer.Write(
                        table.ValuesOf(row)[output].ToString("R", CultureInfo.InvariantCulture)
                    );
                }
            }

            writer.Write(table.Splits[row] == TableSplit.Train ? ",train\n" : ",test\n");
        }
    }

    /// <summary>The header line of a table with these columns: names with commas or quotation marks in quotation marks, as in RFC 4180.</summary>
    public static string HeaderLine(IEnumerable<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return CsvHeader.Join(columns);
    }

    private static void ReadMask(
        ReadOnlySpan<char> mask,
        int partCount,
        Span<ulong> packed,
        int line
    )
    {
        if (mask.Length != partCount)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "mask-ragged",
                $"Line {line} of the ablation table: the mask has {mask.Length} parts; the rows above have {partCount}."
            );
        }

        try
        {
            Mask.ParseInto(mask, packed);
        }
        catch (InterplayException exception)
        {
            throw Malformed(line, exception.Message);
        }
    }

    private static TableSplit ReadSplit(ReadOnlySpan<char> cell, int line) =>
        cell switch
        {
            "train" => TableSplit.Train,
            "test" => TableSplit.Test,
            _ => throw Malformed(line, $"'split' must be train or test; found '{cell}'"),
        };

    private static bool ReadValues(
        string text,
        Range[] cells,
        int[] columns,
        string[] header,
        List<double> values,
        int line
    )
    {
        int empty = 0;
        foreach (int column in columns)
        {
            ReadOnlySpan<char> cell = text.AsSpan(cells[column]).Trim();
            double value = 0;
            if (cell.IsEmpty)
            {
                empty++;
            }
            else if (
                !double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            )
            {
                throw Malformed(
                    line,
                    $"'{header[column]}' must be a number or empty; found '{cell}'"
                );
            }

            if (!double.IsFinite(value))
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "value-not-finite",
                    $"Line {line} of the ablation table: '{header[column]}' must be finite; found {cell}. Leave the cell empty if the mask has no value."
                );
            }

            values.Add(value);
        }

        if (empty > 0 && empty < columns.Length)
        {
            throw Malformed(
                line,
                $"all {columns.Length} outputs or none must have a value; {empty} are empty"
            );
        }

        return empty == 0 && columns.Length > 0;
    }

    private static InterplayException Malformed(int line, string reason) =>
        new(ErrorKind.Data, "table-malformed", $"Line {line} of the ablation table: {reason}.");
}

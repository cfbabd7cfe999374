using System.Globalization;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// The ablation table as CSV: a header with <c>mask</c>, one column an output, and optionally <c>split</c>; masks are strings of 0 and 1,
/// part 0 first; an empty value means not evaluated yet; a name with a comma is quoted. A column <c>ablated_text</c> is for those who fill the table. Numbers are written so that they read back exactly.
/// </summary>
public static class AblationTableCsv
{
    /// <summary>Longest line read, in characters; longer ones are refused.</summary>
    public const int MaxLineLength = 4 << 20;

    /// <summary>More empty lines than this are no table: a small packed file may unfold to any number of them.</summary>
    private const int MostEmptyLines = 1 << 20;

    /// <summary>Characters of a cell that a message quotes.</summary>
    private const int Shown = 40;

    /// <summary>Reads a table, line by line into packed bits.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="choice">Which outputs to read; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException">
    /// <c>table-malformed</c>, <c>mask-ragged</c>, <c>value-not-finite</c> or <c>table-too-large</c>, with the line number; or
    /// <c>outputs-unreadable</c>.
    /// </exception>
    public static AblationTable Read(
        TextReader reader,
        OutputChoice? choice = null,
        CancellationToken cancellationToken = default
    ) =>
        Read(reader, choice ?? OutputChoice.All, AblationTableBuilder.MostBytes, cancellationToken);

    internal static AblationTable Read(
        TextReader reader,
        OutputChoice choice,
        long mostBytes,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(reader);
        var lines = new LineReader(reader, MaxLineLength);
        if (!lines.TryRead(out ReadOnlySpan<char> text))
        {
            throw Malformed(1, "a header line is expected; the file is empty");
        }

        RequireNotTooLong(text, 1);
        var columns = TableColumns.Of(CsvHeader.Split(text.TrimStart('\uFEFF').ToString()), choice);
        var builder = new AblationTableBuilder(columns.OutputNames, mostBytes);
        var cells = new CsvLine(columns.Count, columns.Text);
        lines.HaveTexts = columns.Text >= 0;
        int emptyLines = 0;
        var values = new double?[columns.Outputs.Count];
        for (int line = 2; lines.TryRead(out text); line++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (text.IsEmpty)
            {
                emptyLines++;
                if (emptyLines > MostEmptyLines)
                {
                    throw Malformed(line, $"more than {MostEmptyLines} empty lines");
                }

                continue;
            }

            RequireNotTooLong(text, line);
            int found = cells.Part(text);
            if (found != columns.Count)
            {
                throw Malformed(
                    line,
                    found < 0
                        ? "a quotation mark stands inside a cell, or does not close"
                        : $"{columns.Count} cells are expected; found {found}"
                );
            }

            for (int output = 0; output < values.Length; output++)
            {
                values[output] = ReadValue(
                    text[cells[columns.Outputs[output]]],
                    columns.OutputNames[output],
                    line
                );
            }

            builder.Add(
                text[cells[columns.Mask]],
                values,
                columns.Split < 0 ? TableSplit.Train : ReadSplit(text[cells[columns.Split]], line),
                line
            );
        }

        return builder.Build(columns.Notes);
    }

    /// <summary>Writes a table, always with its <c>split</c> column.</summary>
    public static void Write(AblationTable table, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(writer);
        foreach (string output in table.Outputs)
        {
            if (
                output.AsSpan().ContainsAny('\n', '\r')
                || output
                    is TableColumns.MaskName
                        or TableColumns.SplitName
                        or TableColumns.TextName
            )
            {
                throw new InterplayException(
                    ErrorKind.Data,
                    "output-name-unwritable",
                    $"An output named '{output}' cannot be a column of an ablation table: no line break, and neither 'mask' nor 'split' nor 'ablated_text'."
                );
            }
        }

        writer.Write(
            $"{HeaderLine([TableColumns.MaskName, .. table.HasTexts ? [TableColumns.TextName] : (string[])[], .. table.Outputs, TableColumns.SplitName])}\n"
        );
        var mask = new char[table.Masks.PartCount];
        for (int row = 0; row < table.Masks.RowCount; row++)
        {
            table.Masks.Format(row, mask);
            writer.Write(mask);
            if (table.TextOf(row) is { } text)
            {
                writer.Write($",{CsvHeader.Cell(text)}");
            }

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

    /// <summary>What a cell of <c>split</c> says.</summary>
    /// <exception cref="InterplayException"><c>table-malformed</c>.</exception>
    public static TableSplit ReadSplit(ReadOnlySpan<char> cell, int line) =>
        cell switch
        {
            "train" => TableSplit.Train,
            "test" => TableSplit.Test,
            _ => throw Malformed(line, $"'split' must be train or test; found '{Cut(cell)}'"),
        };

    /// <summary>The number in a cell of an output, or none.</summary>
    /// <exception cref="InterplayException"><c>table-malformed</c> or <c>value-not-finite</c>.</exception>
    public static double? ReadValue(ReadOnlySpan<char> cell, string output, int line)
    {
        cell = cell.Trim();
        if (cell.IsEmpty)
        {
            return null;
        }

        if (
            !double.TryParse(
                cell,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double value
            )
        )
        {
            throw Malformed(line, $"'{output}' must be a number or empty; found '{Cut(cell)}'");
        }

        return double.IsFinite(value)
            ? value
            : throw AblationTableBuilder.NotFinite(line, output, Cut(cell));
    }

    private static string Cut(ReadOnlySpan<char> cell) =>
        cell.Length <= Shown ? cell.ToString() : $"{cell[..Shown]}...";

    private static void RequireNotTooLong(ReadOnlySpan<char> text, int line)
    {
        if (text.Length > MaxLineLength)
        {
            throw Malformed(line, "the line is too long");
        }
    }

    private static InterplayException Malformed(int line, string reason) =>
        AblationTableBuilder.Malformed(line, reason);
}

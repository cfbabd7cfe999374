using Interplay.ValueFunctions.Tables;

namespace Interplay.Tables;

/// <summary>A table of training or test rows in a file: CSV, gzipped CSV or Parquet, told apart by the ending of the name.</summary>
public static class DataFile
{
    /// <summary>Larger files are refused, unpacked or not: all rows are held in memory as text and as numbers.</summary>
    private const long MostBytes = 1L << 29;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, with at least one row.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException">
    /// <c>file-not-found</c>, <c>file-unreadable</c>, <c>unknown-table-format</c>, <c>data-too-large</c>, <c>data-malformed</c>.
    /// </exception>
    public static async Task<NamedTable> ReadAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        NamedTable read = await ReadHeaderAndRowsAsync(path, cancellationToken);
        return read.Table.RowCount > 0
            ? read
            : throw Malformed(path, "has a header and no rows", null);
    }

    /// <summary>Reads the names of the columns of a file, which may have no rows; the index of a data frame is no column.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException">As for the rows.</exception>
    public static async Task<IReadOnlyList<string>> ReadColumnsAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<string> columns = (await ReadHeaderAndRowsAsync(path, cancellationToken))
            .Table
            .Columns;
        return [.. columns.Where((_, column) => !TableColumns.IsIndex(columns, column))];
    }

    private static async Task<NamedTable> ReadHeaderAndRowsAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isParquet = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
        bool isPacked = path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);
        if (!isParquet && !isPacked && !path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "unknown-table-format",
                $"The name of a table of rows ends in .csv, .csv.gz or .parquet; found '{path}'."
            );
        }

        using MemoryStream bytes = await AllAsync(
            WholeFile.OpenRead(path),
            path,
            cancellationToken
        );
        string fingerprint = Fingerprint.OfBytes(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        try
        {
            DataTable table = isParquet
                ? await FromParquetAsync(bytes, cancellationToken)
                : await FromCsvAsync(bytes, path, isPacked, cancellationToken);
            return new NamedTable(Path.GetFileName(path), table, fingerprint);
        }
        catch (InvalidDataException e)
        {
            throw Malformed(
                path,
                $"is not a whole {(isParquet ? "Parquet" : "gzip")} file: {e.Message}",
                e
            );
        }
        catch (InterplayException e)
            when (e.Name == "data-malformed" && !e.Message.StartsWith('\''))
        {
            throw Malformed(path, $"is not a table of rows. {e.Message}", e);
        }
    }

    private static async Task<DataTable> FromCsvAsync(
        MemoryStream bytes,
        string path,
        bool isPacked,
        CancellationToken cancellationToken
    )
    {
        MemoryStream plain = isPacked
            ? await AllAsync(new WholeGzipStream(bytes), path, cancellationToken)
            : bytes;
        using var text = new ValidText(plain, path);
        return DataTableCsv.Read(text);
    }

    private static async Task<DataTable> FromParquetAsync(
        MemoryStream bytes,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ParquetColumn> columns = await ParquetColumn.ReadAllAsync(
            bytes,
            cancellationToken
        );
        int rows = columns.Count == 0 ? 0 : columns[0].Count;
        return new DataTable(
            columns.Select(static column => column.Name),
            Enumerable
                .Range(0, rows)
                .Select(row => columns.Select(column => column.Cell(row)).ToArray())
        );
    }

    private static async Task<MemoryStream> AllAsync(
        Stream source,
        string path,
        CancellationToken cancellationToken
    )
    {
        await using (source)
        {
            var all = new MemoryStream();
            var block = new byte[1 << 16];
            int read;
            while ((read = await source.ReadAsync(block, cancellationToken)) > 0)
            {
                if (all.Length + read > MostBytes)
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        "data-too-large",
                        $"'{path}' has more than {MostBytes >> 20} MiB{(source is WholeGzipStream ? " unpacked" : "")}; retrainings need all rows in memory. Take a sample of the rows, or a trainer program that reads the file itself and parts that are groups of rows."
                    );
                }

                all.Write(block, 0, read);
            }

            all.Position = 0;
            return all;
        }
    }

    private static InterplayException Malformed(string path, string what, Exception? cause) =>
        new(
            ErrorKind.Data,
            "data-malformed",
            $"'{path}' {what}.".Replace("..", ".", StringComparison.Ordinal),
            cause
        );
}

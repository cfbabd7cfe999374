using System.IO.Compression;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tables;

/// <summary>Ablation tables in files: CSV (<c>.csv</c>), gzipped CSV (<c>.csv.gz</c>) or Parquet (<c>.parquet</c>), told apart by the ending of the name.</summary>
public static class AblationTableFile
{
    private const int Buffer = 1 << 16;

    /// <summary>Unpacked bytes that are read beyond a bad line to see whether the file is whole.</summary>
    private const int MostChecked = 1 << 26;

    private enum Format
    {
        Csv,
        GzippedCsv,
        Parquet,
    }

    /// <summary>
    /// From so many parts on a packed CSV is packed by the frequency of its characters alone: masks drawn at random hold nothing that a search for
    /// repeated strings could find, and it takes ten times as long.
    /// </summary>
    private const int ManyParts = 1024;

    /// <summary>The endings of names that tables have, with their dots.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".csv", ".csv.gz", ".parquet"];

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choice">Which outputs to read; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException"><c>unknown-table-format</c>, <c>file-not-found</c>, <c>file-unreadable</c> or what is wrong with the table.</exception>
    public static async Task<AblationTable> ReadAsync(
        string path,
        OutputChoice? choice = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        Format format = FormatOf(path);
        await using Stream file = WholeFile.OpenRead(path);
        try
        {
            switch (format)
            {
                case Format.Parquet:
                    return await AblationTableParquet.ReadAsync(
                        file,
                        choice ?? OutputChoice.All,
                        cancellationToken
                    );
                case Format.GzippedCsv:
                {
                    await using var unpacked = new WholeGzipStream(file);
                    using var text = new ValidText(unpacked, path);
                    try
                    {
                        return AblationTableCsv.Read(text, choice, cancellationToken);
                    }
                    catch (InterplayException)
                    {
                        // Of a file that is cut off the last line is anything: that it is cut off is what is wrong with it.
                        unpacked.RequireWhole(MostChecked);
                        throw;
                    }
                }

                default:
                {
                    using var text = new ValidText(file, path);
                    return AblationTableCsv.Read(text, choice, cancellationToken);
                }
            }
        }
        catch (InvalidDataException exception)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "table-malformed",
                $"'{path}' is not a whole {(format == Format.Parquet ? "Parquet" : "gzip")} file: {exception.Message}",
                exception
            );
        }
    }

    /// <summary>Writes a table, whole or not at all.</summary>
    /// <param name="table">The table.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InterplayException"><c>unknown-table-format</c>, <c>file-unwritable</c> or <c>output-name-unwritable</c>.</exception>
    public static async Task WriteAsync(AblationTable table, string path)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(path);
        Format format = FormatOf(path);
        await WholeFile.WriteAsync(
            path,
            async file =>
            {
                switch (format)
                {
                    case Format.Parquet:
                        await AblationTableParquet.WriteAsync(table, file);
                        break;
                    case Format.GzippedCsv:
                    {
                        await using var packed = new GZipStream(
                            file,
                            Compression(table.Masks.PartCount),
                            leaveOpen: true
                        );
                        WriteCsv(table, packed);
                        break;
                    }

                    default:
                        WriteCsv(table, file);
                        break;
                }
            }
        );
    }

    /// <summary>Complains about a name that no table can have, before any work is done.</summary>
    /// <exception cref="InterplayException"><c>unknown-table-format</c>.</exception>
    public static void CheckName(string path) => FormatOf(path);

    private static ZLibCompressionOptions Compression(int parts) =>
        new()
        {
            CompressionStrategy =
                parts < ManyParts
                    ? ZLibCompressionStrategy.Default
                    : ZLibCompressionStrategy.HuffmanOnly,
        };

    private static void WriteCsv(AblationTable table, Stream target)
    {
        using var text = new StreamWriter(target, bufferSize: Buffer, leaveOpen: true);
        AblationTableCsv.Write(table, text);
    }

    private static Format FormatOf(string path) =>
        Ends(path, ".csv") ? Format.Csv
        : Ends(path, ".csv.gz") ? Format.GzippedCsv
        : Ends(path, ".parquet") ? Format.Parquet
        : throw new InterplayException(
            ErrorKind.Request,
            "unknown-table-format",
            $"The name of an ablation table ends in .csv, .csv.gz or .parquet; found '{path}'."
        );

    private static bool Ends(string path, string ending) =>
        path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}

using Parquet;
using Parquet.Schema;

namespace Interplay.Tables;

/// <summary>The row groups of a Parquet file, one after another. The file is not ours: whatever it claims is checked against its size first.</summary>
internal static class ParquetGroups
{
    /// <summary>Rows that a group may always have; more need bytes to show for it.</summary>
    private const long UnquestionedRows = 1 << 20;

    /// <summary>A row of a column takes a bit at least, unless the writer could say the same of very many of them.</summary>
    private const long RowsPerByte = 8;

    /// <summary>Unused buffers that the reader may keep.</summary>
    private const int PooledBytes = 64 << 20;

    /// <summary>Buffers are kept within bounds; without these the pool of the library keeps all it ever had.</summary>
    public static ParquetOptions Options { get; } =
        new() { MaximumSmallPoolFreeBytes = PooledBytes, MaximumLargePoolFreeBytes = PooledBytes };

    /// <summary>Hands over the columns, then each group.</summary>
    /// <param name="file">The file: a stream that can seek.</param>
    /// <param name="begin">Receives the columns.</param>
    /// <param name="next">Reads what it needs of a group.</param>
    /// <param name="mostCells">More cells than this, in all groups, are refused before they are read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InvalidDataException">The file is not Parquet, is cut off, or has columns of another type.</exception>
    public static async Task ReadAsync(
        Stream file,
        Action<IReadOnlyList<DataField>> begin,
        Func<ParquetRowGroupReader, Task> next,
        long mostCells,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await ParquetFooter.RequireAsync(file, cancellationToken);
            await using ParquetReader reader = await ParquetReader.CreateAsync(
                file,
                Options,
                leaveStreamOpen: true,
                cancellationToken: cancellationToken
            );
            begin(reader.Schema.DataFields);
            long cells = 0;
            for (int number = 0; number < reader.RowGroupCount; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using ParquetRowGroupReader group = reader.OpenRowGroupReader(number);
                RequirePossible(group.RowCount, file.Length, number);
                cells += group.RowCount * reader.Schema.DataFields.Length;
                if (cells > mostCells)
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        "data-too-large",
                        $"The Parquet file has more than {mostCells} cells, which is more than is held in memory. Take a sample of the rows, or fewer columns."
                    );
                }

                await next(group);
            }
        }
#pragma warning disable CA1031 // The file is not ours: whatever the reader stumbles over is a fault of the data.
        catch (Exception exception)
            when (exception is not (OperationCanceledException or InterplayException))
#pragma warning restore CA1031
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private static void RequirePossible(long rows, long fileLength, int number)
    {
        if (rows < 0 || (rows > UnquestionedRows && rows > RowsPerByte * fileLength))
        {
            throw new InvalidDataException(
                $"row group {number} is said to have {rows} rows; the file has {fileLength} bytes"
            );
        }
    }
}

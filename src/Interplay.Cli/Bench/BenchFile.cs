using System.Text.Json;
using Interplay.Cli.Terminal;

namespace Interplay.Cli.Bench;

/// <summary>Cells that were measured, in a file, so that a long run that was stopped goes on where it was.</summary>
/// <param name="Schema">What the file is.</param>
/// <param name="Version">Version of the format.</param>
/// <param name="Cells">The cells.</param>
internal sealed record BenchFile(string Schema, int Version, IReadOnlyList<BenchCell> Cells)
{
    private const string Name = "interplay/bench";
    private const int Current = 1;

    /// <summary>The cells of a file; none when there is no such file yet.</summary>
    /// <exception cref="InterplayException"><c>bench-malformed</c> or <c>file-unreadable</c>.</exception>
    public static async Task<IReadOnlyList<BenchCell>> ReadAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(path))
        {
            return [];
        }

        await using Stream file = TargetFile.OpenRead(path);
        try
        {
            BenchFile? read = await JsonSerializer.DeserializeAsync(
                file,
                BenchJson.Default.BenchFile,
                cancellationToken
            );
            return read is { Schema: Name, Version: Current, Cells: { } cells }
                ? cells
                : throw Malformed(path, $"schema {read?.Schema}, version {read?.Version}");
        }
        catch (JsonException exception)
        {
            throw Malformed(path, exception.Message, exception);
        }
    }

    /// <summary>Writes cells, whole or not at all.</summary>
    public static Task WriteAsync(string path, IReadOnlyList<BenchCell> cells) =>
        TargetFile.WriteAsync(
            path,
            async file =>
            {
                await JsonSerializer.SerializeAsync(
                    file,
                    new BenchFile(Name, Current, cells),
                    BenchJson.Default.BenchFile
                );
                file.WriteByte((byte)'\n');
            }
        );

    private static InterplayException Malformed(
        string path,
        string found,
        Exception? inner = null
    ) =>
        new(
            ErrorKind.Data,
            "bench-malformed",
            $"'{path}' would be overwritten, but it does not hold the measurements of a bench ({Name}, version {Current}); found: {found}. Move it away or choose another --out.",
            inner
        );
}

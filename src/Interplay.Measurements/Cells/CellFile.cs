using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interplay.Measurements.Cells;

/// <summary>Cells that were measured, in a file, so that a long run that was stopped goes on where it was.</summary>
public static partial class CellFile
{
    private const string Name = "interplay/bench";
    private const int Current = 1;

    /// <summary>The cells of a file; none when there is no such file yet.</summary>
    /// <exception cref="InterplayException"><c>bench-malformed</c> or <c>file-unreadable</c>.</exception>
    public static async Task<IReadOnlyList<MeasuredCell>> ReadAsync(
        string path,
        CancellationToken cancellationToken = default
    )
    {
        if (!File.Exists(path))
        {
            return [];
        }

        await using Stream file = WholeFile.OpenRead(path);
        try
        {
            Content? read = await JsonSerializer.DeserializeAsync(
                file,
                CellJson.Default.Content,
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
    public static Task WriteAsync(string path, IReadOnlyList<MeasuredCell> cells) =>
        WholeFile.WriteAsync(
            path,
            async file =>
            {
                await JsonSerializer.SerializeAsync(
                    file,
                    new Content(Name, Current, cells),
                    CellJson.Default.Content
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

    internal sealed record Content(string Schema, int Version, IReadOnlyList<MeasuredCell> Cells);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NewLine = "\n",
        WriteIndented = true
    )]
    [JsonSerializable(typeof(Content))]
    private sealed partial class CellJson : JsonSerializerContext;
}

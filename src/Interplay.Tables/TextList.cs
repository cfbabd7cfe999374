using System.Globalization;
using System.Text.Json;

namespace Interplay.Tables;

/// <summary>Many texts in one file: a line each, or a column of a table, or a property of JSON Lines.</summary>
public static class TextList
{
    /// <summary>What stands for the lines of a file, where others name a column.</summary>
    public const string Lines = "line";

    private const int MostBytes = 256 << 20;
    private const int MostTexts = 100_000;

    /// <summary>Reads the texts of a file; empty ones are left out.</summary>
    /// <param name="path">
    /// The file: a table in .csv, .csv.gz or .parquet, JSON Lines in .jsonl, anything else in lines.
    /// </param>
    /// <param name="each">The column or property that holds the texts, or <see cref="Lines"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException">
    /// <c>texts-malformed</c>: no text, a line that is no JSON object with that property, or too many; <c>column-unknown</c>; the errors of
    /// <see cref="DataFile.ReadAsync"/>.
    /// </exception>
    public static async Task<IReadOnlyList<ListedText>> ReadAsync(
        string path,
        string each,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(each);
        List<ListedText> texts =
            each == Lines ? ReadLines(path, static (line, _) => line)
            : path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
                ? ReadLines(path, (line, number) => Property(path, line, number, each))
            : await ReadColumnAsync(path, each, cancellationToken);
        return texts.Count switch
        {
            0 => throw Malformed(path, "has no text"),
            > MostTexts => throw Malformed(
                path,
                $"has {texts.Count} texts; at most {MostTexts} are explained in one run"
            ),
            _ => texts,
        };
    }

    private static List<ListedText> ReadLines(string path, Func<string, int, string> textOf)
    {
        byte[] bytes = WholeFile.ReadAll(
            WholeFile.OpenRead(path),
            MostBytes,
            () => Malformed(path, $"has more than {MostBytes} bytes")
        );
        using var reader = new ValidText(new MemoryStream(bytes), path);
        var texts = new List<ListedText>();
        for (int number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                Add(
                    texts,
                    string.Create(CultureInfo.InvariantCulture, $"line {number}"),
                    textOf(line, number)
                );
            }
        }

        return texts;
    }

    private static async Task<List<ListedText>> ReadColumnAsync(
        string path,
        string column,
        CancellationToken cancellationToken
    )
    {
        DataTable table = (await DataFile.ReadAsync(path, cancellationToken)).Table;
        int place = table.IndexOf(column);
        var texts = new List<ListedText>();
        for (int row = 0; row < table.RowCount; row++)
        {
            Add(
                texts,
                string.Create(CultureInfo.InvariantCulture, $"row {row}"),
                table[row, place]
            );
        }

        return texts;
    }

    private static void Add(List<ListedText> texts, string name, string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            texts.Add(new ListedText(name, text));
        }
    }

    private static string Property(string path, string line, int number, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(name, out JsonElement text)
                && text.ValueKind == JsonValueKind.String
                ? text.GetString()!
                : throw Malformed(
                    path,
                    $"has no text '{name}' in line {number.ToString(CultureInfo.InvariantCulture)}"
                );
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Malformed(
                path,
                $"has no JSON object in line {number.ToString(CultureInfo.InvariantCulture)}",
                exception
            );
        }
    }

    private static InterplayException Malformed(
        string path,
        string found,
        Exception? inner = null
    ) =>
        new(
            ErrorKind.Data,
            "texts-malformed",
            $"'{path}' {found}. Texts are lines, a column of a table, or a property of JSON Lines, each a string.",
            inner
        );
}

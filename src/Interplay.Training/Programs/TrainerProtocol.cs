using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Interplay.Training.Programs;

/// <summary>Version 1 of the line protocol with trainers: one JSON object a line, documented in docs/data.md.</summary>
internal static class TrainerProtocol
{
    public const int Version = 1;

    /// <summary>Most outputs of a trainer.</summary>
    public const int MostOutputs = 100_000;

    private const int QuotedLength = 200;

    public static string Hello(int partCount, int rowCount) =>
        $$"""{"type":"hello","version":{{Version}},"parts":{{partCount}},"rows":{{rowCount}}}""";

    /// <summary>The number of a request. It tells nothing about the next one, so that an answer which comes too early is not taken for another's.</summary>
    public static int IdOf(string mask) =>
        BitConverter.ToInt32(SHA256.HashData(Encoding.ASCII.GetBytes(mask))) & int.MaxValue;

    public static string Request(int id, string mask, IEnumerable<int> rows) =>
        $$"""{"type":"fit","id":{{id}},"mask":"{{mask}}","rows":[{{string.Join(',', rows)}}]}""";

    /// <summary>The names of the outputs that a trainer promises.</summary>
    public static string[] ReadHello(string line)
    {
        using JsonDocument document = Parse(line);
        JsonElement root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("version", out JsonElement version)
            || !version.TryGetInt32(out int number)
            || number != Version
        )
        {
            throw Malformed(line, $"a greeting of version {Version}");
        }

        if (
            !root.TryGetProperty("outputs", out JsonElement outputs)
            || outputs.ValueKind != JsonValueKind.Array
            || outputs.GetArrayLength() == 0
            || outputs.EnumerateArray().Any(static name => name.ValueKind != JsonValueKind.String)
        )
        {
            throw Malformed(line, "\"outputs\", a list of names");
        }

        if (outputs.GetArrayLength() > MostOutputs)
        {
            throw Malformed(line, $"at most {MostOutputs} outputs");
        }

        string[] names;
        try
        {
            names = [.. outputs.EnumerateArray().Select(static name => name.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            throw Malformed(line, "names of outputs without half a surrogate pair");
        }

        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw Malformed(line, "outputs of different names");
    }

    /// <summary>The values of an answer.</summary>
    public static double[] ReadAnswer(string line, int id, int outputs)
    {
        using JsonDocument document = Parse(line);
        JsonElement root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("id", out JsonElement answered)
            || !answered.TryGetInt32(out int number)
            || number != id
        )
        {
            throw Malformed(line, $"an answer to request {id}");
        }

        if (root.TryGetProperty("error", out JsonElement error))
        {
            throw Failed(
                "trainer-command-error",
                $"The trainer says: {Cut(error.GetRawText().Trim('"'))}"
            );
        }

        if (
            !root.TryGetProperty("values", out JsonElement values)
            || values.ValueKind != JsonValueKind.Array
            || values.GetArrayLength() != outputs
        )
        {
            throw Malformed(line, $"\"values\" with {outputs} numbers, or \"error\"");
        }

        return [.. values.EnumerateArray().Select(value => Number(value, line))];
    }

    public static InterplayException Failed(string name, string message, Exception? cause = null) =>
        new(ErrorKind.ValueFunction, name, message, cause);

    private static double Number(JsonElement value, string line) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double number)
        && double.IsFinite(number)
            ? number
            : throw NotFinite(line);

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException cause)
        {
            // Python writes NaN and Infinity into JSON, which has no word for them.
            throw line.Contains("NaN", StringComparison.Ordinal)
            || line.Contains("Infinity", StringComparison.Ordinal)
                ? NotFinite(line)
                : Failed(
                    "trainer-command-malformed",
                    $"The trainer must write one JSON object a line to standard output, messages to standard error; found '{Cut(line)}'.",
                    cause
                );
        }
    }

    private static InterplayException NotFinite(string line) =>
        Failed(
            "trainer-value-not-finite",
            $"A trainer's values must be finite numbers; found '{Cut(line)}'."
        );

    private static InterplayException Malformed(string line, string expected) =>
        Failed(
            "trainer-command-malformed",
            $"Expected {expected}; the trainer wrote '{Cut(line)}'."
        );

    private static string Cut(string text) =>
        text.Length <= QuotedLength ? text : $"{text.AsSpan(0, QuotedLength)}…";
}

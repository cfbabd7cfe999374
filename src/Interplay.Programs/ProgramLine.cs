using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Interplay.Programs;

/// <summary>A line that a program wrote: one JSON object, of which nothing is believed before it was looked at.</summary>
internal sealed class ProgramLine : IDisposable
{
    /// <summary>Most outputs of a program.</summary>
    public const int MostOutputs = 100_000;

    private const int QuotedLength = 200;

    private readonly JsonDocument _document;
    private readonly string _text;
    private readonly ProgramFaults _faults;

    /// <summary>Reads a line.</summary>
    /// <exception cref="InterplayException">It is no JSON, or holds a number that is none.</exception>
    public ProgramLine(string text, ProgramFaults faults)
    {
        _text = text;
        _faults = faults;
        try
        {
            _document = JsonDocument.Parse(text);
        }
        catch (JsonException cause)
        {
            // Python writes NaN and Infinity into JSON, which has no word for them.
            throw text.Contains("NaN", StringComparison.Ordinal)
            || text.Contains("Infinity", StringComparison.Ordinal)
                ? NotFinite()
                : faults.Malformed(
                    $"The {faults.Noun} must write one JSON object a line to standard output, messages to standard error; found '{Cut(text)}'.",
                    cause
                );
        }
    }

    /// <summary>The number of a request. It tells nothing about the next one, so that an answer which comes too early is not taken for another's.</summary>
    /// <param name="asked">The masks or rows that are asked for.</param>
    public static int IdOf(string asked) =>
        BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(asked))) & int.MaxValue;

    /// <summary>A field; nothing where the line has none of that name or is no object.</summary>
    public JsonElement? Field(string name) =>
        _document.RootElement.ValueKind == JsonValueKind.Object
        && _document.RootElement.TryGetProperty(name, out JsonElement field)
            ? field
            : null;

    /// <summary>Refuses a greeting of another version.</summary>
    public void RequireVersion(int version)
    {
        if (Field("version") is not { } field || Whole(field) != version)
        {
            throw Malformed($"a greeting of version {version}");
        }
    }

    /// <summary>The names of the outputs that a greeting promises.</summary>
    public string[] Outputs()
    {
        if (
            Field("outputs") is not { ValueKind: JsonValueKind.Array } outputs
            || outputs.GetArrayLength() == 0
            || outputs.EnumerateArray().Any(static name => name.ValueKind != JsonValueKind.String)
        )
        {
            throw Malformed("\"outputs\", a list of names");
        }

        if (outputs.GetArrayLength() > MostOutputs)
        {
            throw Malformed($"at most {MostOutputs} outputs");
        }

        string[] names;
        try
        {
            names = [.. outputs.EnumerateArray().Select(static name => name.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            throw Malformed("names of outputs without half a surrogate pair");
        }

        return names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw Malformed("outputs of different names");
    }

    /// <summary>Refuses what is no answer to a request, and passes on what the program says went wrong.</summary>
    public void RequireAnswerTo(int id)
    {
        if (Field("id") is not { } field || Whole(field) != id)
        {
            throw Malformed($"an answer to request {id}");
        }

        if (Field("error") is { } error)
        {
            throw _faults.Said($"The {_faults.Noun} says: {Cut(error.GetRawText().Trim('"'))}");
        }
    }

    /// <summary>A whole number; nothing where it is none.</summary>
    public static int? Whole(JsonElement field) =>
        field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out int number)
            ? number
            : null;

    /// <summary>A finite number.</summary>
    public double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out double number)
        && double.IsFinite(number)
            ? number
            : throw NotFinite();

    /// <summary>The error of a line that is something else than was expected.</summary>
    public InterplayException Malformed(string expected) =>
        _faults.Malformed($"Expected {expected}; the {_faults.Noun} wrote '{Cut(_text)}'.");

    public void Dispose() => _document.Dispose();

    private InterplayException NotFinite() =>
        _faults.NotFinite(
            $"A {_faults.Noun}'s values must be finite numbers; found '{Cut(_text)}'."
        );

    private static string Cut(string text) =>
        text.Length <= QuotedLength ? text : $"{text.AsSpan(0, QuotedLength)}…";
}

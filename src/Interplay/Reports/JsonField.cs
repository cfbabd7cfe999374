using System.Text.Json;
using System.Text.Unicode;
using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>A JSON value with the path to it, so that every complaint says where.</summary>
internal sealed class JsonField
{
    private const int MaxDepth = 32;

    private readonly JsonElement _element;
    private readonly string _errorName;
    private readonly JsonField? _parent;
    private readonly string? _name;
    private readonly int _place;

    public JsonField(
        JsonElement element,
        string errorName,
        JsonField? parent = null,
        string? name = null,
        int place = 0
    )
    {
        _element = element;
        _errorName = errorName;
        _parent = parent;
        _name = name;
        _place = place;
    }

    /// <summary>The field as it stands in the document.</summary>
    public JsonElement Element => _element;

    /// <summary>Spelled out only for a complaint: files have a million fields and one error.</summary>
    private string Path =>
        _parent is null ? "$"
        : _name is null ? $"{_parent.Path}[{_place}]"
        : $"{_parent.Path}.{_name}";

    public bool IsNull => _element.ValueKind == JsonValueKind.Null;

    /// <summary>Parses a document whose values outlive it.</summary>
    /// <exception cref="InterplayException"><paramref name="errorName"/>: not JSON, truncated, or nested too deep.</exception>
    public static JsonField Parse(ReadOnlyMemory<byte> utf8, string errorName)
    {
        try
        {
            RequireNames(utf8.Span, errorName);
            using JsonDocument document = JsonDocument.Parse(
                utf8,
                new JsonDocumentOptions { MaxDepth = MaxDepth }
            );
            return new JsonField(document.RootElement.Clone(), errorName);
        }
        catch (JsonException e)
        {
            throw new InterplayException(
                ErrorKind.Data,
                errorName,
                $"Not complete JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine} of {utf8.Length} in all. {e.Message}",
                e
            );
        }
    }

    /// <summary>A field that must be there.</summary>
    public JsonField this[string name] => Optional(name) ?? throw Error($"has no field '{name}'");

    /// <summary>A field that may be absent; null when it is.</summary>
    public JsonField? Optional(string name)
    {
        Expect(JsonValueKind.Object, "an object");
        return _element.TryGetProperty(name, out JsonElement value)
            ? new JsonField(value, _errorName, this, name)
            : null;
    }

    public string Text()
    {
        Expect(JsonValueKind.String, "a string");
        try
        {
            return _element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("is a string with half a surrogate pair");
        }
    }

    public bool Flag() =>
        _element.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Error($"must be true or false; found {Found()}"),
        };

    /// <summary>One of the names of an enumeration.</summary>
    public T OneOf<T>(JsonNamingPolicy spelling)
        where T : struct, Enum
    {
        string name = Text();
        var values = Enum.GetValues<T>()
            .ToDictionary(value => spelling.ConvertName(value.ToString()), StringComparer.Ordinal);
        return values.TryGetValue(name, out T found)
            ? found
            : throw Error($"must be one of {string.Join(", ", values.Keys)}; found '{name}'");
    }

    /// <summary>The name of an output of the explanation.</summary>
    public string OutputOf(IReadOnlyList<ExplainedOutput> outputs)
    {
        string name = Text();
        return outputs.Any(output => output.Name.Equals(name, StringComparison.Ordinal))
            ? name
            : throw Error($"must be one of outputs; found '{name}'");
    }

    /// <summary>The items of an array that has one entry an output, in the order of the outputs.</summary>
    public List<JsonField> ItemsOf(IReadOnlyList<string> outputs)
    {
        List<JsonField> items = Items();
        if (items.Count != outputs.Count)
        {
            throw Error($"must have {outputs.Count} entries, one an output; found {items.Count}");
        }

        for (int i = 0; i < items.Count; i++)
        {
            if (items[i]["output"].Text() != outputs[i])
            {
                throw items[i]["output"].Error($"must be '{outputs[i]}', as in outputs");
            }
        }

        return items;
    }

    public double Number()
    {
        Expect(JsonValueKind.Number, "a number");
        return _element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Error($"is not a finite number: {Found()}");
    }

    public double? NumberOrNull() => IsNull ? null : Number();

    public double? NotNegativeOrNull() =>
        IsNull ? null
        : Number() is double value and >= 0 ? value
        : throw Error($"must not be negative; found {Found()}");

    public int Integer(int least = 0)
    {
        Expect(JsonValueKind.Number, "an integer");
        return _element.TryGetInt32(out int value) && value >= least
            ? value
            : throw Error($"must be an integer of at least {least}; found {Found()}");
    }

    public ulong UnsignedLong()
    {
        Expect(JsonValueKind.Number, "an integer");
        return _element.TryGetUInt64(out ulong value)
            ? value
            : throw Error($"must be an integer between 0 and 2^64 - 1; found {Found()}");
    }

    public List<JsonField> Items()
    {
        Expect(JsonValueKind.Array, "an array");
        var items = new List<JsonField>(_element.GetArrayLength());
        foreach (JsonElement item in _element.EnumerateArray())
        {
            items.Add(new JsonField(item, _errorName, this, place: items.Count));
        }

        return items;
    }

    public List<(string Name, JsonField Value)> Fields()
    {
        Expect(JsonValueKind.Object, "an object");
        var fields = new List<(string, JsonField)>();
        foreach (JsonProperty field in _element.EnumerateObject())
        {
            fields.Add((field.Name, new JsonField(field.Value, _errorName, this, field.Name)));
        }

        return fields;
    }

    /// <summary>A set of part numbers, ascending, below <paramref name="partCount"/>.</summary>
    public PartSet Parts(int partCount)
    {
        List<JsonField> items = Items();
        var parts = new int[items.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = items[i].Integer();
            if (parts[i] >= partCount || (i > 0 && parts[i] <= parts[i - 1]))
            {
                throw items[i]
                    .Error(
                        $"must be a part below {partCount}, larger than the one before it; found {parts[i]}"
                    );
            }
        }

        return PartSet.Of(parts);
    }

    public InterplayException Error(string what, Exception? inner = null) =>
        new(ErrorKind.Data, _errorName, $"{Path} {what}.", inner);

    private void Expect(JsonValueKind kind, string name)
    {
        if (_element.ValueKind != kind)
        {
            throw Error($"must be {name}; found {Found()}");
        }
    }

    private string Found()
    {
        if (_element.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return _element.ValueKind == JsonValueKind.Object ? "an object" : "an array";
        }

        string raw = _element.GetRawText();
        return raw.Length <= 40 ? raw : $"{raw.AsSpan(0, 40)}...";
    }

    /// <summary>
    /// Every name of a document is UTF-8 and has no half of a surrogate pair: one that has would fail wherever another name is looked for.
    /// </summary>
    private static void RequireNames(ReadOnlySpan<byte> utf8, string errorName)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new InterplayException(
                ErrorKind.Data,
                errorName,
                $"Not UTF-8: found other bytes among its {utf8.Length}."
            );
        }

        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueIsEscaped)
            {
                try
                {
                    json.GetString();
                }
                catch (InvalidOperationException e)
                {
                    throw new InterplayException(
                        ErrorKind.Data,
                        errorName,
                        $"The name at byte {json.TokenStartIndex} has half a surrogate pair.",
                        e
                    );
                }
            }
        }
    }
}

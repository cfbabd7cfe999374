using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Reports;

/// <summary>Reads and writes the JSON of shapiq's <c>InteractionValues</c> (version 1.6.0).</summary>
public static class ShapiqJson
{
    /// <summary>Files beyond this many bytes are refused before they are parsed.</summary>
    public const int MaxBytes = 1 << 28;

    private const string Malformed = "interaction-values-malformed";
    private const string EmptySet = "Empty";

    /// <summary>Python's isoformat of a UTC time, and the Z that shapiq appends to it.</summary>
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00Z'";

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes what shapiq's <c>InteractionValues.load</c> reads back: UTF-8, indented by two.</summary>
    public static void Write(ShapiqValues values, Stream target)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(target);
        using var json = new Utf8JsonWriter(target, Options);
        json.WriteStartObject();
        json.WriteString("object_name", "InteractionValues");
        json.WriteString("data_type", "interaction_values");
        json.WriteString("version", values.Version);
        json.WriteString("created_from", values.CreatedFrom);
        json.WriteString("description", values.Description);
        json.WritePropertyName("parameters");
        if (values.Parameters is JsonElement parameters)
        {
            parameters.WriteTo(json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }

        json.WriteString(
            "timestamp",
            values.Timestamp.UtcDateTime.ToString(TimestampFormat, CultureInfo.InvariantCulture)
        );
        WriteMetadata(json, values);
        json.WriteStartObject("data");
        foreach (Interaction interaction in values.Interactions)
        {
            json.WriteNumber(Key(interaction.Parts), interaction.Strength);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Reads a file that shapiq wrote.</summary>
    /// <param name="source">UTF-8 JSON; read to its end.</param>
    /// <exception cref="InterplayException">Truncated, malformed, inconsistent or too large (<c>interaction-values-malformed</c>).</exception>
    public static ShapiqValues Read(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        JsonField root = JsonField.Parse(JsonBytes.ReadAll(source, MaxBytes, Malformed), Malformed);
        JsonField metadata = root["metadata"];
        JsonField budget = metadata["estimation_budget"];
        int partCount = metadata["n_players"].Integer(1);
        JsonField? parameters = root.Optional("parameters");
        return new ShapiqValues
        {
            Version = root["version"].Text(),
            CreatedFrom = TextOrNull(root.Optional("created_from")),
            Description = TextOrNull(root.Optional("description")),
            Parameters = parameters is { IsNull: false } given ? given.Element : null,
            Timestamp = ReadTimestamp(root["timestamp"]),
            PartCount = partCount,
            Index = metadata["index"].Text(),
            MaxOrder = metadata["max_order"].Integer(),
            MinOrder = metadata["min_order"].Integer(),
            Estimated = metadata["estimated"].Flag(),
            EstimationBudget = budget.IsNull ? null : budget.Integer(),
            Baseline = metadata["baseline_value"].Number(),
            Interactions = ReadData(root["data"], partCount),
        };
    }

    private static void WriteMetadata(Utf8JsonWriter json, ShapiqValues values)
    {
        json.WriteStartObject("metadata");
        json.WriteNumber("n_players", values.PartCount);
        json.WriteString("index", values.Index);
        json.WriteNumber("max_order", values.MaxOrder);
        json.WriteNumber("min_order", values.MinOrder);
        json.WriteBoolean("estimated", values.Estimated);
        if (values.EstimationBudget is int budget)
        {
            json.WriteNumber("estimation_budget", budget);
        }
        else
        {
            json.WriteNull("estimation_budget");
        }

        json.WriteNumber("baseline_value", values.Baseline);
        json.WriteEndObject();
    }

    private static Interaction[] ReadData(JsonField data, int partCount)
    {
        List<(string Name, JsonField Value)> fields = data.Fields();
        var seen = new HashSet<PartSet>();
        var interactions = new Interaction[fields.Count];
        for (int i = 0; i < interactions.Length; i++)
        {
            (string key, JsonField value) = fields[i];
            PartSet parts = ReadKey(key, partCount, value);
            if (!seen.Add(parts))
            {
                throw value.Error("is given twice");
            }

            interactions[i] = new Interaction(parts, value.Number());
        }

        return interactions;
    }

    private static string Key(PartSet parts) =>
        parts.Order == 0 ? EmptySet : string.Join(',', parts.Parts.ToArray());

    private static PartSet ReadKey(string key, int partCount, JsonField where)
    {
        if (key == EmptySet)
        {
            return PartSet.Empty;
        }

        string[] numbers = key.Split(',');
        var parts = new int[numbers.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (
                !int.TryParse(
                    numbers[i],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out parts[i]
                )
                || parts[i] >= partCount
                || Array.IndexOf(parts, parts[i], 0, i) >= 0
            )
            {
                throw where.Error(
                    $"has a name that must be '{EmptySet}' or distinct numbers below {partCount} joined by commas"
                );
            }
        }

        return PartSet.Of(parts);
    }

    private static string? TextOrNull(JsonField? field) =>
        field is { IsNull: false } given ? given.Text() : null;

    /// <summary>Accepts both an offset and a Z after it, which is what shapiq writes and what .NET refuses.</summary>
    private static DateTimeOffset ReadTimestamp(JsonField field)
    {
        string text = field.Text();
        string time =
            text.EndsWith('Z')
            && text.LastIndexOf('+') > text.IndexOf('T', StringComparison.Ordinal)
                ? text[..^1]
                : text;
        return DateTimeOffset.TryParse(
            time,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset timestamp
        )
            ? timestamp
            : throw field.Error(
                $"must be a time such as 2026-01-31T12:00:00+00:00Z; found '{text}'"
            );
    }
}

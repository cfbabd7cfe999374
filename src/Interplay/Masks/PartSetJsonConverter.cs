using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interplay.Masks;

/// <summary>A set of parts as an array of their numbers.</summary>
internal sealed class PartSetJsonConverter : JsonConverter<PartSet>
{
    public override PartSet Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException(
                $"A set of parts is an array of numbers, not {reader.TokenType}."
            );
        }

        var parts = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            parts.Add(reader.GetInt32());
        }

        try
        {
            return PartSet.Of([.. parts]);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, PartSet value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (int part in value.Parts)
        {
            writer.WriteNumberValue(part);
        }

        writer.WriteEndArray();
    }
}

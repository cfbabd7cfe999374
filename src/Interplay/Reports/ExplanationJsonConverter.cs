using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interplay.Reports;

/// <summary>Our format for those who serialise an explanation as they do any other type.</summary>
internal sealed class ExplanationJsonConverter : JsonConverter<Explanation>
{
    /// <exception cref="InterplayException">As for <see cref="ExplanationJson.Read(Stream)"/>.</exception>
    public override Explanation Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        ExplanationReader.Read(
            new JsonField(JsonElement.ParseValue(ref reader), ExplanationReader.Malformed)
        );

    public override void Write(
        Utf8JsonWriter writer,
        Explanation value,
        JsonSerializerOptions options
    ) => ExplanationJson.Write(value, writer);
}

using System.Text.Json;
using Interplay.Lenses;

namespace Interplay.Reports;

/// <summary>Where a part is in a layered model, in our JSON. Parts of other inputs have no such field.</summary>
internal static class PartPlaceJson
{
    private const string Name = "place";

    public static void Write(Utf8JsonWriter json, PartPlace? place)
    {
        if (place is null)
        {
            return;
        }

        json.WriteStartObject(Name);
        json.WriteNumber("layer", place.Layer);
        json.WriteString("kind", place.Kind);
        json.WriteNumber("index", place.Index);
        if (place.Token is { } token)
        {
            json.WriteNumber("token", token);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads the place of a part; null where the field is absent.</summary>
    public static PartPlace? Read(JsonField part) =>
        part.Optional(Name) is not JsonField place
            ? null
            : new PartPlace(
                place["layer"].Integer(),
                place["kind"].Text(),
                place["index"].Integer(),
                place.Optional("token")?.Integer()
            );
}

using System.Text.Json;
using Interplay.Lenses;

namespace Interplay.Reports;

/// <summary>Where a part is in a layered model, in our JSON. Parts of other inputs have no such field.</summary>
internal static class PartPlaceJson
{
    private const string Name = "place";

    /// <summary>Far more than models have; what is told by layer has an entry for each.</summary>
    private const int LastLayer = 9_999;

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
                Layer(place["layer"]),
                place["kind"].Text(),
                place["index"].Integer(),
                place.Optional("token")?.Integer()
            );

    private static int Layer(JsonField field)
    {
        int layer = field.Integer();
        return layer <= LastLayer
            ? layer
            : throw field.Error($"must be a layer up to {LastLayer}; found {layer}");
    }
}

using System.Text.Json.Serialization;

namespace Interplay.Lenses;

/// <summary>Where in a layered model a part is.</summary>
/// <param name="Layer">Its layer, from 0.</param>
/// <param name="Kind">What it is: <c>head</c>, <c>mlp</c>, <c>layer</c> or <c>neuron</c>; others may come.</param>
/// <param name="Index">Its number among those of its kind in the layer, from 0.</param>
/// <param name="Token">The token position at which it acts, from 0; null for all of them.</param>
public sealed record PartPlace(
    int Layer,
    string Kind,
    int Index,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Token = null
);

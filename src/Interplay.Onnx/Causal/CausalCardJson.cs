using System.Text.Json.Serialization;

namespace Interplay.Onnx.Causal;

/// <summary>Reads model.json without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(CausalCard))]
internal sealed partial class CausalCardJson : JsonSerializerContext;

using System.Text.Json.Serialization;

namespace Interplay.Onnx.Mechanistic;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false
)]
[JsonSerializable(typeof(ModelComponents))]
internal sealed partial class ComponentsJson : JsonSerializerContext;

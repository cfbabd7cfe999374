using System.Text.Json.Serialization;

namespace Interplay.Cli.Bench;

/// <summary>How measured cells are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    NewLine = "\n",
    WriteIndented = true
)]
[JsonSerializable(typeof(BenchFile))]
internal sealed partial class BenchJson : JsonSerializerContext;

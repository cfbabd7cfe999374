using System.Text.Json;
using System.Text.Json.Serialization;

namespace Interplay.Tables;

/// <summary>What filling a table came to.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Evaluated">Ablations that the value function was asked for.</param>
/// <param name="Known">Rows that had their values before.</param>
public sealed partial record TableEvaluationCount(int Rows, int Evaluated, int Known)
{
    [JsonInclude, JsonPropertyOrder(-1)]
    internal string Schema { get; } = "interplay/evaluation";

    [JsonInclude, JsonPropertyOrder(-1)]
    internal int Version { get; } = 1;

    /// <summary>Writes the counts as a line of JSON.</summary>
    public async Task WriteJsonAsync(Stream target)
    {
        ArgumentNullException.ThrowIfNull(target);
        await JsonSerializer.SerializeAsync(target, this, CountJson.Default.TableEvaluationCount);
        target.WriteByte((byte)'\n');
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(TableEvaluationCount))]
    private sealed partial class CountJson : JsonSerializerContext;
}

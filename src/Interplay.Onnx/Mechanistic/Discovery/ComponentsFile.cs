using System.Text.Json;
using System.Text.Json.Serialization;
using Interplay.Onnx.Graphs;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>The JSON file that names the components of a graph.</summary>
internal static partial class ComponentsFile
{
    private const int LongestFile = 16 << 20;

    public static string Write(ModelComponents components) =>
        JsonSerializer.Serialize(components, ComponentsJson.Default.ModelComponents);

    public static ModelComponents Read(OnnxGraph graph, string path)
    {
        byte[] json = WholeFile.ReadAll(
            path,
            LongestFile,
            () => Malformed(path, $"it has more than {LongestFile} bytes")
        );
        ModelComponents components;
        try
        {
            components =
                JsonSerializer.Deserialize(json, ComponentsJson.Default.ModelComponents)
                ?? throw Malformed(path, "it is null");
        }
        catch (JsonException e)
        {
            throw Malformed(path, e.Message, e);
        }

        return Fault(graph, components) is { } fault ? throw Malformed(path, fault) : components;
    }

    private static string? Fault(OnnxGraph graph, ModelComponents components)
    {
        if (components.Layers is not { Count: > 0 })
        {
            return "it lists no layers";
        }

        foreach (TransformerLayer layer in components.Layers)
        {
            if (layer?.Attention is null)
            {
                return "a layer has no list 'attention' (it may be empty)";
            }

            foreach (AttentionBlock? block in layer.Attention)
            {
                if (block is null)
                {
                    return "an attention of a layer is null";
                }

                if (
                    block.Heads is < 1 or > ComponentLimits.Heads
                    || block.Width is < 1 or > ComponentLimits.Width
                    || !Enum.IsDefined(block.Layout)
                )
                {
                    return $"the attention at '{block.Value}' has {block.Heads} heads of width {block.Width} in the layout {block.Layout}; expected 1 to {ComponentLimits.Heads} heads of width 1 to {ComponentLimits.Width}";
                }
            }

            if (layer.Mlp is { Neurons: < 1 or > ComponentLimits.Neurons } mlp)
            {
                return $"the MLP at '{mlp.Output}' has {mlp.Neurons} neurons; expected 1 to {ComponentLimits.Neurons}";
            }

            // Only where an attention block ends may be unknown.
            IEnumerable<string?> values = layer
                .Attention.SelectMany(static block =>
                    block.Output is null ? new[] { block.Value } : [block.Value, block.Output]
                )
                .Concat(layer.Mlp is { } m ? [m.Output, m.NeuronValue] : []);
            foreach (string? value in values)
            {
                if (value is null || graph.Index.Producer(value) is null)
                {
                    return value is null
                        ? "a 'value', 'output' or 'neuronValue' is missing"
                        : $"no node of the graph gives '{value}'";
                }
            }
        }

        return null;
    }

    private static InterplayException Malformed(
        string path,
        string what,
        Exception? inner = null
    ) =>
        new(
            ErrorKind.Data,
            "components-malformed",
            $"'{path}' does not name components of this graph: {what}. 'interplay model inspect --json' writes such a file (docs/circuits.md).",
            inner
        );

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UseStringEnumConverter = true,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = false
    )]
    [JsonSerializable(typeof(ModelComponents))]
    private sealed partial class ComponentsJson : JsonSerializerContext;
}

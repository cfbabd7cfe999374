using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Text;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>A model file, what was found in it and how its prompts are read.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Graph">Its graph.</param>
/// <param name="Components">Its heads, MLPs, layers and neurons.</param>
/// <param name="Tokenizer">Texts as tokens; null if the folder has no vocabulary.</param>
public sealed record ModelSource(
    string Name,
    OnnxGraph Graph,
    ModelComponents Components,
    ModelTokenizer? Tokenizer
)
{
    /// <summary>Names of the classes between which the model chooses; null if it is no classifier.</summary>
    internal IReadOnlyList<string>? Labels { get; private init; }

    /// <summary>Reads a folder or a file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="components">A JSON file that names the components; null to look for them.</param>
    /// <exception cref="InterplayException">The errors of <see cref="OnnxGraph.Load"/>, <see cref="ModelComponents"/> and <see cref="ModelTokenizer"/>.</exception>
    public static ModelSource Read(string path, string? components = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OnnxGraph graph = OnnxGraph.Load(path);
        string folder = Directory.Exists(path)
            ? path
            : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return new ModelSource(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
            graph,
            components is null
                ? ModelComponents.Detect(graph)
                : ModelComponents.Read(graph, components),
            ModelTokenizer.Find(folder)
        )
        {
            Labels = LabelsOf(graph, folder),
        };
    }

    private static IReadOnlyList<string>? LabelsOf(OnnxGraph graph, string folder)
    {
        if (
            graph.Outputs.FirstOrDefault(static value => value.Name == "logits")?.Shape
            is not [_, >= 2 and { } count]
        )
        {
            return null;
        }

        var config = ModelConfig.Find(folder);
        return config?.Labels is { } labels && labels.Count == count ? labels
            : config is null && count == 2 ? ["negative", "positive"]
            : null;
    }
}

using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;

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
        );
    }
}

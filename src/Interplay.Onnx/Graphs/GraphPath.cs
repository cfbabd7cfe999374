namespace Interplay.Onnx.Graphs;

/// <summary>Where the graph of a model's folder lies: <c>model.onnx</c>, <c>onnx/model.onnx</c>, or the only file of that kind.</summary>
internal static class GraphPath
{
    private const string Name = "model.onnx";
    private const string Inner = "onnx";

    /// <summary>The path of the graph; that of <c>model.onnx</c> where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InterplayException"><c>model-ambiguous</c>: several graphs, none of them called model.onnx.</exception>
    public static string Find(string folder)
    {
        string usual = Path.Combine(folder, Name);
        string inner = Path.Combine(folder, Inner, Name);
        if (File.Exists(usual) || !Directory.Exists(folder))
        {
            return usual;
        }

        if (File.Exists(inner))
        {
            return inner;
        }

        string[] others = [.. Graphs(folder), .. Graphs(Path.Combine(folder, Inner))];
        return others.Length switch
        {
            0 => usual,
            1 => others[0],
            _ => throw new InterplayException(
                ErrorKind.Request,
                "model-ambiguous",
                $"'{folder}' has {others.Length} models ({string.Join(", ", others.Take(5).Select(Path.GetFileName))}) and none is called {Name}; put the one that is meant into a folder as {Name}."
            ),
        };
    }

    private static IEnumerable<string> Graphs(string folder) =>
        Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal)
            : [];
}

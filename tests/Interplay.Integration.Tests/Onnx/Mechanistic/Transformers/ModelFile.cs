using Google.Protobuf;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>A model in a folder of its own, gone when the test ends.</summary>
internal sealed class ModelFile : IDisposable
{
    public ModelFile(byte[] bytes)
    {
        Folder = Directory.CreateTempSubdirectory("interplay-graph-").FullName;
        File.WriteAllBytes(Path, bytes);
    }

    public ModelFile(ModelProto model)
        : this(model.ToByteArray()) { }

    public string Folder { get; }

    public string Path => this["model.onnx"];

    /// <summary>The full name of a file in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Folder, name);

    public OnnxGraph Load(GraphLimits? limits = null) => OnnxGraph.Load(Path, limits);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

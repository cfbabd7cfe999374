using Google.Protobuf;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Graphs;

/// <summary>Models as bytes.</summary>
internal static class ModelProtoExtensions
{
    /// <summary>The bytes of a model file.</summary>
    /// <exception cref="InterplayException"><c>graph-too-large</c>: beyond what a message of protobuf holds.</exception>
    public static byte[] ToBytes(this ModelProto model)
    {
        long size = model.Graph.Initializer.Sum(static tensor => (long)tensor.RawData.Length);
        return size < Array.MaxLength
            ? model.ToByteArray()
            : throw GraphErrors.TooLarge(
                model.Graph.Name,
                $"{size} bytes of weights",
                $"{Array.MaxLength} bytes"
            );
    }
}

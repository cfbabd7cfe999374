using System.Text;
using Interplay.Models;

namespace Interplay.Integration.Tests.Onnx;

/// <summary>A folder of its own with the shipped vocabulary and some other model; deleted afterwards.</summary>
internal sealed class ModelFolder : IDisposable
{
    public ModelFolder(byte[]? model)
    {
        if (model is not null)
        {
            File.WriteAllBytes(System.IO.Path.Combine(Path, "model.onnx"), model);
            File.Copy(
                System.IO.Path.Combine(ShippedModels.SentimentSmall, "vocab.txt"),
                System.IO.Path.Combine(Path, "vocab.txt")
            );
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("interplay-model-").FullName;

    /// <summary>A valid model that copies one float tensor "pixels" to "copy": onnx.proto written by hand.</summary>
    public static byte[] Identity()
    {
        byte[] node = [.. Field(1, "pixels"), .. Field(2, "copy"), .. Field(4, "Identity")];
        byte[] graph =
        [
            .. Field(1, node),
            .. Field(2, "graph"),
            .. Field(11, Tensor("pixels")),
            .. Field(12, Tensor("copy")),
        ];
        byte[] opset = [.. Field(1, ""), 2 << 3, 14];
        return [1 << 3, 8, .. Field(7, graph), .. Field(8, opset)];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>ValueInfoProto of a float tensor [2, 2].</summary>
    private static byte[] Tensor(string name)
    {
        byte[] shape = [.. Field(1, [1 << 3, 2]), .. Field(1, [1 << 3, 2])];
        byte[] tensor = [1 << 3, 1, .. Field(2, shape)];
        return [.. Field(1, name), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Field(int number, string text) =>
        Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) =>
        [(byte)(number << 3 | 2), (byte)content.Length, .. content];
}

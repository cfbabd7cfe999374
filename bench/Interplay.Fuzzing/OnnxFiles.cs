using System.Text;

namespace Interplay.Fuzzing;

/// <summary>A small ONNX model, its messages written by hand.</summary>
internal static class OnnxFiles
{
    /// <summary>Copies a tensor, and adds one that is stored in the file.</summary>
    public static byte[] Small()
    {
        byte[] copy = [.. Field(1, "pixels"), .. Field(2, "copy"), .. Field(4, "Identity")];
        byte[] add =
        [
            .. Field(1, "copy"),
            .. Field(1, "weight"),
            .. Field(2, "sum"),
            .. Field(4, "Add"),
        ];
        byte[] weight =
        [
            1 << 3,
            2,
            1 << 3,
            2,
            2 << 3,
            1,
            .. Field(8, "weight"),
            .. Field(9, new byte[16]),
        ];
        byte[] graph =
        [
            .. Field(1, copy),
            .. Field(1, add),
            .. Field(2, "graph"),
            .. Field(5, weight),
            .. Field(11, Tensor("pixels")),
            .. Field(12, Tensor("sum")),
        ];
        byte[] opset = [.. Field(1, ""), 2 << 3, 14];
        return [1 << 3, 8, .. Field(7, graph), .. Field(8, opset)];
    }

    private static byte[] Tensor(string name)
    {
        byte[] shape = [.. Field(1, [1 << 3, 2]), .. Field(1, [1 << 3, 2])];
        byte[] tensor = [1 << 3, 1, .. Field(2, shape)];
        return [.. Field(1, name), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Field(int number, string text) =>
        Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Field(int number, byte[] content) =>
        content.Length < 128
            ? [(byte)(number << 3 | 2), (byte)content.Length, .. content]
            :
            [
                (byte)(number << 3 | 2),
                (byte)(content.Length & 127 | 128),
                (byte)(content.Length >> 7),
                .. content,
            ];
}

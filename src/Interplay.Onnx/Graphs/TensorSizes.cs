using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Graphs;

/// <summary>Elements and bytes of tensors of a file, without trusting what it says.</summary>
internal static class TensorSizes
{
    /// <summary>The product of dimensions.</summary>
    /// <exception cref="InterplayException"><c>graph-shape-too-large</c>.</exception>
    public static long Elements(string what, IEnumerable<long> dims, long limit)
    {
        long product = 1;
        bool empty = false;
        foreach (long dim in dims)
        {
            if (dim < 0 || (dim > 0 && product > limit / dim))
            {
                throw GraphErrors.ShapeTooLarge(what, dims, limit);
            }

            empty |= dim == 0;
            product *= Math.Max(dim, 1);
        }

        return empty ? 0 : product;
    }

    /// <summary>Bytes of so many elements in raw form; null for types without one, such as texts.</summary>
    public static long? RawBytes(int type, long elements) =>
        type switch
        {
            1 or 6 or 12 => elements * 4,
            2 or 3 or 9 or 17 or 18 or 19 or 20 or 24 => elements,
            4 or 5 or 10 or 16 => elements * 2,
            7 or 11 or 13 or 14 => elements * 8,
            15 => elements * 16,
            21 or 22 or 23 => (elements + 1) / 2,
            _ => null,
        };

    /// <summary>Elements that the typed fields of a tensor hold, for a type that has such a field.</summary>
    public static long TypedElements(TensorProto tensor) =>
        tensor.DataType switch
        {
            1 => tensor.FloatData.Count,
            7 => tensor.Int64Data.Count,
            8 => tensor.StringData.Count,
            11 => tensor.DoubleData.Count,
            12 or 13 => tensor.Uint64Data.Count,
            14 => tensor.FloatData.Count / 2,
            15 => tensor.DoubleData.Count / 2,
            21 or 22 or 23 => Math.Max(tensor.Int32Data.Count * 2L, 0),
            _ => tensor.Int32Data.Count,
        };

    /// <summary>The name of an element type, such as <c>float</c>.</summary>
    public static string TypeName(int type) =>
        Enum.IsDefined((TensorElementType)type)
            ? ((TensorElementType)type).ToString().ToLowerInvariant()
            : $"type {type}";
}

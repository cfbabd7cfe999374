using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>A value that crosses from what is computed once a prompt to what is computed for every mask.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Axis">The dimension that is the batch; -1 if it has none, null if the batch shows in its content.</param>
internal sealed record CarriedValue(string Name, TensorElementType Type, int? Axis)
{
    /// <summary>The value for so many rows.</summary>
    public HostTensor Repeat(HostTensor one, int rows) =>
        Axis is >= 0 and var axis ? one.Repeat(axis, rows) : one;
}

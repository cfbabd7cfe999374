using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Graphs;

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its dimensions, null where one is not fixed; null if the file does not say.</param>
public sealed record GraphValue(string Name, TensorElementType Type, IReadOnlyList<long?>? Shape)
{
    /// <summary>Such as <c>input_ids int64[?, ?]</c>.</summary>
    public override string ToString() =>
        $"{Name} {Type.ToString().ToLowerInvariant()}{(Shape is null ? "" : $"[{string.Join(", ", Shape.Select(static d => d?.ToString() ?? "?"))}]")}";
}

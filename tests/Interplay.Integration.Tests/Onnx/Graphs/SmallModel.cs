using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Graphs;

/// <summary>A valid model of three nodes, to be damaged: y = Relu(x w) + w2.</summary>
internal static class SmallModel
{
    public static ModelProto Create(int opset = 17)
    {
        var builder = new GraphBuilder(opset);
        builder.Input("x", TensorElementType.Float, -1, 2);
        builder.Weights("w", [1, 2, 3, 4], 2, 2);
        builder.Weights("w2", [5, 6], 2);
        Add(builder, "MatMul", "product", "x", "w");
        Add(builder, "Relu", "positive", "product");
        Add(builder, "Add", "y", "positive", "w2");
        builder.Output("y", TensorElementType.Float);
        return builder.Model;
    }

    /// <summary>Adds a node whose name and output are the same.</summary>
    public static NodeProto Add(
        GraphBuilder builder,
        string operation,
        string output,
        params string[] inputs
    )
    {
        NodeProto node = Node(operation, output, inputs);
        builder.Model.Graph.Node.Add(node);
        return node;
    }

    public static NodeProto Node(string operation, string output, params string[] inputs)
    {
        var node = new NodeProto { OpType = operation, Name = output };
        node.Input.Add(inputs);
        node.Output.Add(output);
        return node;
    }

    public static TensorProto Tensor(this ModelProto model, string name) =>
        model.Graph.Initializer.Single(tensor => tensor.Name == name);
}

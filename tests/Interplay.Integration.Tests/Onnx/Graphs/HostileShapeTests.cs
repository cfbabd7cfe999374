using Google.Protobuf;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Graphs;

/// <summary>Shapes that contradict the data, or that would ask for more memory than there is.</summary>
public sealed class HostileShapeTests
{
    [Theory]
    [InlineData(-1, 2)]
    [InlineData(long.MinValue, 2)]
    [InlineData(1L << 31, 2)]
    [InlineData(1L << 32, 1L << 32)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(0, 1L << 62)]
    public void Weights_of_impossible_size(long rows, long columns)
    {
        ModelProto model = SmallModel.Create();
        Reshape(model.Tensor("w"), rows, columns);
        Expect("graph-shape-too-large", $"[{rows}, {columns}]", Refusal.Of(model));
    }

    [Fact]
    public void Weights_beyond_the_limit_that_was_set()
    {
        var limits = new GraphLimits { MaxElements = 3 };
        Expect("graph-shape-too-large", "at most 3", Refusal.Of(SmallModel.Create(), limits));
        using var file = new ModelFile(SmallModel.Create());
        Assert.Equal(3, file.Load(limits with { MaxElements = 4 }).NodeCount);
    }

    [Fact]
    public void Data_that_are_not_as_long_as_the_shape_says()
    {
        ModelProto longer = SmallModel.Create();
        Reshape(longer.Tensor("w"), 3, 2);
        Expect(
            "graph-malformed",
            "float[3, 2] has 16 bytes of data; expected 24",
            Refusal.Of(longer)
        );

        ModelProto cut = SmallModel.Create();
        cut.Tensor("w").RawData = ByteString.CopyFrom(new byte[15]);
        Expect("graph-malformed", "15 bytes of data; expected 16", Refusal.Of(cut));

        ModelProto typed = SmallModel.Create();
        typed.Tensor("w").ClearRawData();
        typed.Tensor("w").FloatData.Add([1f, 2f, 3f]);
        Expect("graph-malformed", "3 elements of data; expected 4", Refusal.Of(typed));

        ModelProto type = SmallModel.Create();
        type.Tensor("w").DataType = 99;
        Expect("graph-malformed", "type 99", Refusal.Of(type));

        ModelProto none = SmallModel.Create();
        none.Tensor("w").ClearRawData();
        Expect("graph-malformed", "0 elements of data; expected 4", Refusal.Of(none));
    }

    [Theory]
    [InlineData("input")]
    [InlineData("output")]
    [InlineData("value")]
    public void Declared_shapes(string where)
    {
        foreach (long[] dims in new[] { new[] { -5L }, [1L << 40, 1L << 40], [long.MaxValue, 2] })
        {
            ModelProto model = SmallModel.Create();
            ValueInfoProto value = GraphBuilder.Value("x", TensorElementType.Float);
            value.Type.TensorType.Shape.Dim.Add(
                dims.Select(static dim => new TensorShapeProto.Types.Dimension { DimValue = dim })
            );
            value.Name = where switch
            {
                "input" => "x",
                "output" => "y",
                _ => "product",
            };
            switch (where)
            {
                case "input":
                    model.Graph.Input[0] = value;
                    break;
                case "output":
                    model.Graph.Output[0] = value;
                    break;
                default:
                    model.Graph.ValueInfo.Add(value);
                    break;
            }

            Expect("graph-shape-too-large", $"'{value.Name}'", Refusal.Of(model));
        }
    }

    /// <summary>A few bytes that would be terabytes once the graph runs.</summary>
    [Theory]
    [InlineData("ConstantOfShape")]
    [InlineData("Expand")]
    [InlineData("Tile")]
    [InlineData("Range")]
    [InlineData("RandomNormal")]
    [InlineData("MatMul")]
    [InlineData("Computed")]
    [InlineData("Branch")]
    public void Tensors_that_nodes_would_make(string how)
    {
        ModelProto model = SmallModel.Create();
        var builder = new GraphBuilder(17);
        string large = builder.Numbers([1L << 20, 1L << 20]);
        switch (how)
        {
            case "ConstantOfShape":
                builder.Node("ConstantOfShape", [large]);
                break;
            case "Expand":
            case "Tile":
                builder.Node(how, [builder.Weights("one", [1], 1, 1), large]);
                break;
            case "Range":
                builder.Node(
                    "Range",
                    [
                        builder.Numbers([0], scalar: true),
                        builder.Numbers([1L << 50], scalar: true),
                        builder.Numbers([1], scalar: true),
                    ]
                );
                break;
            case "RandomNormal":
                builder.Node("RandomNormal", [], ("shape", new[] { 1 << 20, 1 << 20 }));
                break;
            case "MatMul":
                builder.Weights("column", new float[1 << 18], 1 << 18, 1);
                builder.Weights("row", new float[1 << 18], 1, 1 << 18);
                builder.Node("MatMul", ["column", "row"]);
                break;
            case "Computed":
                string squared = builder.Node("Mul", [large, large]);
                builder.Node(
                    "ConstantOfShape",
                    [builder.Node("Concat", [squared, large], ("axis", 0))]
                );
                break;
            default:
                Hide(builder, large);
                break;
        }

        model.Graph.Initializer.Add(builder.Model.Graph.Initializer);
        model.Graph.Node.Add(builder.Model.Graph.Node);
        Assert.Equal("graph-shape-too-large", Refusal.Of(model).Name);
    }

    /// <summary>Sparse weights are made dense by the runtime: their shape counts, however few values they have.</summary>
    [Fact]
    public void Sparse_weights()
    {
        SparseTensorProto huge = Sparse(1L << 20, 1L << 20);
        ModelProto weights = SmallModel.Create();
        weights.Graph.SparseInitializer.Add(huge);
        Expect("graph-shape-too-large", "The sparse tensor 'sparse'", Refusal.Of(weights));

        ModelProto attribute = SmallModel.Create();
        attribute
            .Graph.Node[0]
            .Attribute.Add(new AttributeProto { Name = "sparse_value", SparseTensor = huge });
        Expect("graph-shape-too-large", "The sparse tensor 'sparse'", Refusal.Of(attribute));

        ModelProto broken = SmallModel.Create();
        SparseTensorProto half = Sparse(2, 2);
        half.Indices = null;
        broken.Graph.SparseInitializer.Add(half);
        Expect("graph-malformed", "no indices", Refusal.Of(broken));
    }

    /// <summary>What a model hides in a function of its own is looked at as its nodes are.</summary>
    [Fact]
    public void Functions()
    {
        ModelProto model = SmallModel.Create();
        TensorProto constant = model.Tensor("w").Clone();
        Reshape(constant, 1L << 40);
        NodeProto node = SmallModel.Node("Constant", "hidden");
        node.Attribute.Add(GraphBuilder.Attribute("value", constant));
        var function = new FunctionProto { Name = "own" };
        function.Node.Add(node);
        model.Functions.Add(function);
        Expect("graph-shape-too-large", "'w'", Refusal.Of(model));

        Reshape(constant, 2, 2);
        Assert.Equal("graph-too-large", Refusal.Of(model, new GraphLimits { MaxNodes = 3 }).Name);
        using var file = new ModelFile(model);
        Assert.Equal(3, file.Load(new GraphLimits { MaxNodes = 4 }).NodeCount);
    }

    private static void Hide(GraphBuilder builder, string large)
    {
        var branch = new GraphProto { Name = "branch" };
        branch.Node.Add(SmallModel.Node("ConstantOfShape", "inside", "hidden"));
        TensorProto shape = builder.Model.Graph.Initializer.Single(t => t.Name == large).Clone();
        shape.Name = "hidden";
        branch.Initializer.Add(shape);
        branch.Output.Add(new ValueInfoProto { Name = "inside" });
        NodeProto node = SmallModel.Node("If", "chosen", "x");
        node.Attribute.Add(new AttributeProto { Name = "then_branch", G = branch });
        builder.Model.Graph.Node.Add(node);
    }

    private static SparseTensorProto Sparse(params long[] dims)
    {
        ModelProto model = SmallModel.Create();
        var sparse = new SparseTensorProto
        {
            Values = model.Tensor("w2").Clone(),
            Indices = model.Tensor("w2").Clone(),
        };
        sparse.Values.Name = "sparse";
        sparse.Dims.Add(dims);
        return sparse;
    }

    private static void Reshape(TensorProto tensor, params long[] dims)
    {
        tensor.Dims.Clear();
        tensor.Dims.Add(dims);
    }

    private static void Expect(string name, string says, InterplayException error) =>
        Refusal.Expect(name, says, error);
}

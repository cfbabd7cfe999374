using Google.Protobuf;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Integration.Tests.Onnx.Graphs;

/// <summary>What is read of a file, and files that are no graphs, contradict themselves or are beyond the limits.</summary>
public sealed class OnnxGraphTests
{
    [Fact]
    public void A_graph_is_read()
    {
        using var file = new ModelFile(SmallModel.Create());
        OnnxGraph graph = file.Load();
        Assert.Equal((17, 3), (graph.Opset, graph.NodeCount));
        Assert.Equal("x float[?, 2]", Assert.Single(graph.Inputs).ToString());
        Assert.Equal("y", Assert.Single(graph.Outputs).Name);
        Assert.Equal(graph.Fingerprint, OnnxGraph.Load(file.Folder).Fingerprint);
    }

    [Fact]
    public void Nodes_may_stand_in_any_order()
    {
        ModelProto model = SmallModel.Create();
        NodeProto[] turned = [.. model.Graph.Node.Reverse()];
        model.Graph.Node.Clear();
        model.Graph.Node.Add(turned);
        using var file = new ModelFile(model);
        Assert.Equal(
            ["MatMul", "Relu", "Add"],
            file.Load().Index.Nodes.Select(static node => node.OpType)
        );
    }

    [Fact]
    public void What_is_no_model()
    {
        Expect("graph-unreadable", "no graph", Refusal.Of(Array.Empty<byte>()));
        Expect("graph-unreadable", "no graph", Refusal.Of(new ModelProto { IrVersion = 8 }));
        ModelProto empty = SmallModel.Create();
        empty.Graph.Node.Clear();
        Expect("graph-unreadable", "without nodes", Refusal.Of(empty));
        ModelProto silent = SmallModel.Create();
        silent.Graph.Output.Clear();
        Expect("graph-malformed", "no output", Refusal.Of(silent));
        var random = new SeededRandom(41);
        byte[] noise = [.. Enumerable.Range(0, 1000).Select(_ => (byte)random.NextInt(256))];
        Expect("graph-unreadable", "1000 bytes", Refusal.Of(noise));
    }

    /// <summary>Cut off anywhere, a file is refused by name; it is never read as another model.</summary>
    [Fact]
    public void A_file_that_is_cut_off()
    {
        byte[] bytes = SmallModel.Create().ToByteArray();
        for (int length = 0; length < bytes.Length; length++)
        {
            InterplayException error = Refusal.Of(bytes[..length]);
            Assert.True(
                error.Name is "graph-unreadable" or "graph-opset-unsupported",
                $"{length} of {bytes.Length} bytes: {error.Name}"
            );
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(27)]
    [InlineData(-1)]
    public void Operator_sets_that_are_too_old_or_too_new(int opset) =>
        Expect(
            "graph-opset-unsupported",
            $"operator set {opset}; 9 to 26",
            Refusal.Of(SmallModel.Create(opset))
        );

    [Fact]
    public void No_operator_set_at_all()
    {
        ModelProto model = SmallModel.Create();
        model.OpsetImport[0].Domain = "com.microsoft";
        Expect("graph-opset-unsupported", "no operator set of ai.onnx", Refusal.Of(model));
    }

    [Fact]
    public void Nodes_that_wait_for_each_other()
    {
        ModelProto model = SmallModel.Create();
        model.Graph.Node[0].Input[0] = "y";
        InterplayException error = Refusal.Of(model);
        Expect("graph-cyclic", "'product' (MatMul), 'positive' (Relu), 'y' (Add)", error);

        ModelProto itself = SmallModel.Create();
        itself.Graph.Node[1].Input[0] = "positive";
        Expect("graph-cyclic", "'positive' (Relu)", Refusal.Of(itself));
    }

    [Fact]
    public void Values_that_are_given_twice()
    {
        foreach (string twice in new[] { "product", "x", "w" })
        {
            ModelProto model = SmallModel.Create();
            model.Graph.Node[1].Output[0] = twice;
            model.Graph.Node[2].Input[0] = twice;
            Expect("graph-malformed", $"'{twice}' is given twice", Refusal.Of(model));
        }

        ModelProto weights = SmallModel.Create();
        weights.Graph.Initializer.Add(weights.Tensor("w").Clone());
        Expect("graph-malformed", "two initialisers 'w'", Refusal.Of(weights));

        ModelProto nothing = SmallModel.Create();
        nothing.Graph.Node[1].Output.Clear();
        Expect("graph-malformed", "gives nothing", Refusal.Of(nothing));
    }

    [Fact]
    public void Values_that_nothing_gives()
    {
        ModelProto weights = SmallModel.Create();
        weights.Graph.Initializer.Remove(weights.Tensor("w"));
        Expect("graph-value-missing", "'product' (MatMul) reads 'w'", Refusal.Of(weights));

        ModelProto value = SmallModel.Create();
        value.Graph.Node[1].Input[0] = "gone";
        Expect("graph-value-missing", "reads 'gone'", Refusal.Of(value));

        ModelProto output = SmallModel.Create();
        output.Graph.Output[0].Name = "gone";
        Expect("graph-value-missing", "The list of outputs reads 'gone'", Refusal.Of(output));

        ModelProto branch = SmallModel.Create();
        branch.Graph.Node.Add(Branching(SmallModel.Node("Relu", "inside", "gone")));
        Expect("graph-value-missing", "reads 'gone'", Refusal.Of(branch));
    }

    [Fact]
    public void What_only_a_branch_reads_is_no_missing_value()
    {
        ModelProto model = SmallModel.Create();
        model.Graph.Node.Add(Branching(SmallModel.Node("Relu", "inside", "positive")));
        using var file = new ModelFile(model);
        Assert.Equal(4, file.Load().NodeCount);
    }

    [Fact]
    public void A_cycle_inside_a_branch()
    {
        ModelProto model = SmallModel.Create();
        model.Graph.Node.Add(Branching(SmallModel.Node("Relu", "inside", "inside")));
        Expect("graph-cyclic", "'inside' (Relu)", Refusal.Of(model));
    }

    [Fact]
    public void More_nodes_than_allowed()
    {
        ModelProto model = SmallModel.Create();
        Expect("graph-too-large", "3 nodes", Refusal.Of(model, new GraphLimits { MaxNodes = 2 }));
        model.Graph.Node.Add(Branching(SmallModel.Node("Relu", "inside", "x")));
        Expect("graph-too-large", "5 nodes", Refusal.Of(model, new GraphLimits { MaxNodes = 4 }));
        using var file = new ModelFile(model);
        Assert.Equal(4, file.Load(new GraphLimits { MaxNodes = 5 }).NodeCount);
    }

    [Theory]
    [InlineData(24, null)]
    [InlineData(25, "graph-too-large")]
    [InlineData(40, "graph-unreadable")]
    [InlineData(1000, "graph-unreadable")]
    public void Graphs_inside_graphs(int depth, string? refusal)
    {
        // Written as bytes from the inside out: the writer of messages is no deeper than their reader.
        byte[] node = Field(1, [.. Field(1, "x"u8), .. Field(2, "inner"u8), .. Field(4, "Relu"u8)]);
        byte[] outputs = Field(12, Field(1, "inner"u8));
        byte[] graph = [.. node, .. outputs];
        for (int i = 0; i < depth; i++)
        {
            byte[] attribute = Field(5, [.. Field(1, "body"u8), .. Field(6, graph)]);
            graph =
            [
                .. Field(1, [.. Field(2, "inner"u8), .. Field(4, "If"u8), .. attribute]),
                .. outputs,
            ];
        }

        byte[] model =
        [
            .. Field(7, [.. graph, .. Field(11, Field(1, "x"u8))]),
            .. Field(8, [2 << 3, 17]),
        ];
        if (refusal is null)
        {
            using var file = new ModelFile(model);
            Assert.Equal(1, file.Load().NodeCount);
        }
        else
        {
            Assert.Equal(refusal, Refusal.Of(model).Name);
        }
    }

    [Fact]
    public void More_bytes_than_allowed()
    {
        using var file = new ModelFile(SmallModel.Create());
        var error = Assert.Throws<InterplayException>(() =>
            file.Load(new GraphLimits { MaxBytes = 100 })
        );
        Expect("graph-too-large", "the limit is 100 bytes", error);
    }

    /// <summary>The limit is on what is read, not on the link that leads there.</summary>
    [Fact]
    public void A_model_behind_a_link()
    {
        using var file = new ModelFile(SmallModel.Create());
        string link = file["link.onnx"];
        File.CreateSymbolicLink(link, file.Path);
        Assert.Equal(3, OnnxGraph.Load(link).NodeCount);
        var error = Assert.Throws<InterplayException>(() =>
            OnnxGraph.Load(link, new GraphLimits { MaxBytes = 100 })
        );
        Expect("graph-too-large", "the limit is 100 bytes", error);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1L << 31, 1, 1)]
    public void Limits_that_allow_nothing_or_too_much(long bytes, int nodes, long elements)
    {
        var error = Assert.Throws<InterplayException>(() =>
            OnnxGraph.Load(
                "any",
                new GraphLimits
                {
                    MaxBytes = bytes,
                    MaxNodes = nodes,
                    MaxElements = elements,
                }
            )
        );
        Assert.Equal("option-out-of-range", error.Name);
    }

    [Fact]
    public void A_folder_without_a_model()
    {
        using var file = new ModelFile(SmallModel.Create());
        File.Delete(file.Path);
        Assert.Equal(
            "file-not-found",
            Assert.Throws<InterplayException>(() => OnnxGraph.Load(file.Folder)).Name
        );
    }

    private static void Expect(string name, string says, InterplayException error) =>
        Refusal.Expect(name, says, error);

    /// <summary>An If with a branch of one node.</summary>
    private static NodeProto Branching(NodeProto inside)
    {
        var branch = new GraphProto { Name = "branch" };
        branch.Node.Add(inside);
        branch.Output.Add(new ValueInfoProto { Name = inside.Output[0] });
        NodeProto node = SmallModel.Node("If", "chosen", "x");
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "then_branch",
                Type = AttributeProto.Types.AttributeType.Graph,
                G = branch,
            }
        );
        return node;
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }
}

using Interplay.Integration.Tests.Onnx.Graphs;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Models and requests that cannot be met, each with an error that says why.</summary>
public sealed class UnsupportedModelTests
{
    private static readonly ExportedTransformer Plain = Exports.Of("plain");

    private static readonly IReadOnlyList<ModelComponent> Heads = Plain.Components.Of(
        ComponentKind.Head
    );

    [Fact]
    public void A_model_without_attention_and_mlps_is_described()
    {
        using var file = new ModelFile(SmallModel.Create());
        OnnxGraph graph = file.Load();
        var error = Assert.Throws<InterplayException>(() => ModelComponents.Detect(graph));
        Assert.Equal("components-not-found", error.Name);
        Assert.Contains(
            "3 nodes: 1 Add, 1 MatMul, 1 Relu",
            error.Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>What is in it can be looked at; the runtime does not know the operator.</summary>
    [Fact]
    public void An_operator_that_nobody_knows()
    {
        ModelProto model = Plain.Model.Clone();
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "my.own", Version = 1 });
        NodeProto last = model.Graph.Node.Single(node => node.Output[0] == "logits");
        last.Output[0] = "before";
        NodeProto magic = SmallModel.Node("Magic", "logits", "before");
        magic.Domain = "my.own";
        model.Graph.Node.Add(magic);
        using var file = new ModelFile(model);
        OnnxGraph graph = file.Load();
        var components = ModelComponents.Detect(graph);
        Assert.Equal(2, components.Layers.Count);
        var error = Assert.Throws<InterplayException>(() =>
            AblatableModel.Open(graph, components, Heads)
        );
        Assert.Equal("model-unreadable", error.Name);
        Assert.Contains("Magic", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mood", "model-output-unknown")]
    [InlineData("class", "model-output-unknown")]
    [InlineData("words", "component-without-effect")]
    public void Outputs_that_cannot_be_explained(string output, string name)
    {
        ModelProto model = Plain.Model.Clone();
        NodeProto most = SmallModel.Node("ArgMax", "class", "logits");
        most.Attribute.Add(GraphBuilder.Attribute("axis", -1));
        model.Graph.Node.Add(most);
        NodeProto words = model.Graph.Node.First(node =>
            node.OpType == "Gather" && node.Input[0] == "words"
        );
        model.Graph.Node.Add(SmallModel.Node("Identity", "words_out", words.Output[0]));
        foreach (string more in new[] { "class", "words_out" })
        {
            model.Graph.Output.Add(new ValueInfoProto { Name = more });
        }

        using var file = new ModelFile(model);
        OnnxGraph graph = file.Load();
        var error = Assert.Throws<InterplayException>(() =>
            AblatableModel.Open(
                graph,
                ModelComponents.Detect(graph),
                Heads,
                new AblationOptions { Output = output == "words" ? "words_out" : output }
            )
        );
        Assert.Equal((name, ErrorKind.Request), (error.Name, error.Kind));
    }

    [Theory]
    [InlineData("component-unknown", ComponentKind.Head, 2, 0)]
    [InlineData("component-unknown", ComponentKind.Head, 0, 4)]
    [InlineData("component-unknown", ComponentKind.Mlp, 0, 1)]
    [InlineData("component-unknown", ComponentKind.Neuron, 1, 14)]
    [InlineData("component-unknown", ComponentKind.Layer, -1, 0)]
    [InlineData("component-unknown", ComponentKind.Head, 0, -1)]
    [InlineData("components-overlap", ComponentKind.Head, 0, 0)]
    public void Components_that_are_not_there_or_there_twice(
        string name,
        ComponentKind kind,
        int layer,
        int index
    )
    {
        var error = Assert.Throws<InterplayException>(() =>
            AblatableModel.Open(
                Plain.Graph,
                Plain.Components,
                [
                    new ModelComponent(ComponentKind.Head, 0, 0),
                    new ModelComponent(kind, layer, index),
                ]
            )
        );
        Assert.Equal(name, error.Name);
    }

    [Fact]
    public void Inputs_that_the_model_does_not_have_or_that_are_missing()
    {
        using AblatableModel model = Open(new AblationOptions());
        ModelInputs given = Plain.Inputs(TokenPrompts.Short);
        Assert.Equal("model-input-mismatch", Refuse(model, ModelInputs.Empty).Name);
        Assert.Equal("model-input-mismatch", Refuse(model, given.With("more", [1L], 1)).Name);
        Assert.Equal(
            "model-input-mismatch",
            Refuse(model, given.With("input_ids", [1f, 2f], 1, 2)).Name
        );
        Assert.Equal(
            "model-input-mismatch",
            Refuse(model, given.With("input_ids", [1L, 2L], 2)).Name
        );
        // More tokens than the model has positions, and one that it has no word for: the runtime says so.
        Assert.Equal("model-failed", Refuse(model, Plain.Inputs([.. new int[13]])).Name);
        Assert.Equal("model-failed", Refuse(model, Plain.Inputs([1, 99])).Name);
    }

    [Fact]
    public void What_should_stand_in_is_missing_or_does_not_fit()
    {
        using AblatableModel model = Open(new AblationOptions { Kind = AblationKind.Resample });
        ModelInputs prompt = Plain.Inputs(TokenPrompts.Long);
        Assert.Equal("reference-missing", Refuse(model, prompt).Name);
        AblationReference shorter = model.ValuesOf(Plain.Inputs(TokenPrompts.Short));
        Assert.Equal("reference-mismatch", Refuse(model, prompt, shorter).Name);
        using var other = AblatableModel.Open(
            Plain.Graph,
            Plain.Components,
            Plain.Components.Of(ComponentKind.Mlp),
            new AblationOptions { Kind = AblationKind.Resample }
        );
        Assert.Equal("reference-mismatch", Refuse(model, prompt, other.ValuesOf(prompt)).Name);
    }

    [Fact]
    public void Options_that_make_no_sense()
    {
        foreach (
            AblationOptions options in new[]
            {
                new AblationOptions { RowsPerRun = -1 },
                new AblationOptions { RowsPerRun = 4097 },
                new AblationOptions { MaxDegreeOfParallelism = -1 },
                new AblationOptions { Kind = (AblationKind)9 },
                new AblationOptions { Kind = AblationKind.Mean, Rescale = true },
            }
        )
        {
            var error = Assert.Throws<InterplayException>(() => Open(options));
            Assert.Equal("option-out-of-range", error.Name);
        }
    }

    [Fact]
    public void A_token_that_a_prompt_does_not_have()
    {
        using var model = AblatableModel.Open(
            Plain.Graph,
            Plain.Components,
            [new ModelComponent(ComponentKind.Head, 0, 0, 4)]
        );
        var error = Assert.Throws<InterplayException>(() =>
            MaskedAnswers.Of(model, Plain.Inputs(TokenPrompts.Short), [Mask.Full(1)])
        );
        Assert.Equal("token-out-of-range", error.Name);
    }

    /// <summary>
    /// Attention weights that pass through layers of nodes, all of which read all of the layer before: more paths than could ever be walked, and no
    /// product with values at their end.
    /// </summary>
    [Fact]
    public void More_paths_than_time()
    {
        const int Wide = 60;
        var builder = new GraphBuilder(17);
        builder.Input("x", TensorElementType.Float, -1, 2, 2);
        string scores = builder.Node("MatMul", ["x", "x"]);
        string[] layer = [builder.Node("Softmax", [scores])];
        for (int i = 0; i < 16; i++)
        {
            string[] read = layer;
            layer = [.. Enumerable.Range(0, Wide).Select(_ => builder.Node("Mul", read))];
        }

        builder.Output(layer[0], TensorElementType.Float);
        using var file = new ModelFile(builder.Model);
        OnnxGraph graph = file.Load();
        var error = Assert.Throws<InterplayException>(() => ModelComponents.Detect(graph));
        Assert.Equal("components-not-found", error.Name);
    }

    private static AblatableModel Open(AblationOptions options) =>
        AblatableModel.Open(Plain.Graph, Plain.Components, Heads, options);

    private static InterplayException Refuse(
        AblatableModel model,
        ModelInputs prompt,
        AblationReference? reference = null
    ) =>
        Assert.Throws<InterplayException>(() =>
            MaskedAnswers.Of(model, prompt, [Mask.Empty(Heads.Count)], reference)
        );
}

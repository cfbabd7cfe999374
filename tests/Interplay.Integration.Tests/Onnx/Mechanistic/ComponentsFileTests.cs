using System.Text.Json;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Components that a file names: where nothing is recognised, what was recognised, and files that name what is not there.</summary>
public sealed class ComponentsFileTests
{
    private static readonly ExportedTransformer Unknown = new PlainExport(
        Activation.Sine,
        composesSoftmax: true
    ).Write();

    /// <summary>A Softmax of Exp, ReduceSum and Div and an MLP with a sine are not recognised; named in a file, all of it can be taken out.</summary>
    [Fact]
    public void Named_components_of_a_model_in_which_none_are_found()
    {
        var error = Assert.Throws<InterplayException>(() => ModelComponents.Detect(Unknown.Graph));
        Assert.Equal("components-not-found", error.Name);
        Assert.Contains("components file", error.Message, StringComparison.Ordinal);

        ModelComponents named = Read(Unknown.Graph, ByHand());
        IReadOnlyList<ModelComponent> parts = named.Of(Enum.GetValues<ComponentKind>());
        Assert.Equal(2 * (1 + 4 + 1 + 14), parts.Count);
        Mask[] masks =
        [
            Mask.Full(parts.Count),
            .. RandomMasks.Singles(parts.Count),
            .. RandomMasks.Of(parts.Count, 6, 51, kept: 0.9),
        ];
        using var ablatable = AblatableModel.Open(Unknown.Graph, named, parts);
        ModelInputs prompt = Unknown.Inputs(TokenPrompts.Long);
        float[][] answers = MaskedAnswers.Of(ablatable, prompt, masks);
        var closeness = new Closeness("named in a file, weights edited", 1e-6);
        for (int row = 0; row < masks.Length; row++)
        {
            ModelComponent[] removed = masks[row].Removed(parts);
            closeness.Check(
                PlainModel.Answer(Unknown.Edits.Without(removed), prompt),
                answers[row],
                $"mask {masks[row]}"
            );
        }

        closeness.Report();
    }

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void What_was_found_is_read_back_as_it_was_written(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        string json = model.Components.ToJson();
        Assert.Equal(json, Read(model.Graph, json).ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"layers": []}""")]
    [InlineData("""{"layers": [null]}""")]
    [InlineData("""{"layers": [{}]}""")]
    [InlineData("""{"layers": [{"attention": null}]}""")]
    [InlineData("""{"layers": [{"attention": [null]}]}""")]
    [InlineData("""{"layers": [{"attention": [{}]}]}""")]
    [InlineData("""{"layers": [{"attention": [{"heads": 4, "width": 6}]}]}""")]
    [InlineData("""{"layers": [{"attention": [{"value": "none", "heads": 4, "width": 6}]}]}""")]
    [InlineData("""{"layers": [{"attention": [{"value": "logits", "heads": 0, "width": 6}]}]}""")]
    [InlineData(
        """{"layers": [{"attention": [{"value": "logits", "heads": 2147483647, "width": 6}]}]}"""
    )]
    [InlineData("""{"layers": [{"attention": [{"value": "logits", "heads": 4, "width": -6}]}]}""")]
    [InlineData(
        """{"layers": [{"attention": [{"value": "logits", "heads": "four", "width": 6}]}]}"""
    )]
    [InlineData(
        """{"layers": [{"attention": [{"value": "logits", "heads": 4, "width": 6, "layout": 7}]}]}"""
    )]
    [InlineData(
        """{"layers": [{"attention": [{"value": "logits", "heads": 4, "width": 6, "layout": "Sideways"}]}]}"""
    )]
    [InlineData(
        """{"layers": [{"attention": [], "mlp": {"output": "logits", "neuronValue": "logits", "neurons": -1}}]}"""
    )]
    [InlineData("""{"layers": [{"attention": [], "mlp": {"output": "logits", "neurons": 3}}]}""")]
    [InlineData(
        """{"layers": [{"attention": [], "mlp": {"output": "logits", "neuronValue": "logits", "neurons": 2147483647}}]}"""
    )]
    public void What_does_not_fit_the_graph(string json)
    {
        var error = Assert.Throws<InterplayException>(() => Read(Unknown.Graph, json));
        Assert.Equal(("components-malformed", ErrorKind.Data), (error.Name, error.Kind));
    }

    [Fact]
    public void A_file_that_is_missing_or_too_long()
    {
        using var file = new ModelFile(Unknown.Bytes);
        Assert.Equal("file-not-found", Refuse().Name);
        using (FileStream stream = File.Create(file["parts.json"]))
        {
            stream.SetLength((16 << 20) + 1);
        }

        Assert.Equal("components-malformed", Refuse().Name);

        InterplayException Refuse() =>
            Assert.Throws<InterplayException>(() =>
                ModelComponents.Read(Unknown.Graph, file["parts.json"])
            );
    }

    [Fact]
    public void A_value_of_another_shape()
    {
        ModelComponents named = Read(Unknown.Graph, ByHand(layout: "HeadsInWidth"));
        using var ablatable = AblatableModel.Open(
            Unknown.Graph,
            named,
            named.Of(ComponentKind.Head)
        );
        var error = Assert.Throws<InterplayException>(() =>
            MaskedAnswers.Of(ablatable, Unknown.Inputs(TokenPrompts.Long), [Mask.Full(8)])
        );
        Assert.Equal("component-value-mismatch", error.Name);
        Assert.Contains("[1, 4, 7, 6]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_value_for_two_components()
    {
        string json = ByHand();
        ModelComponents named = Read(
            Unknown.Graph,
            json.Replace(
                Place(Unknown.Graph, 1).Output,
                Place(Unknown.Graph, 0).Output,
                StringComparison.Ordinal
            )
        );
        var error = Assert.Throws<InterplayException>(() =>
            AblatableModel.Open(Unknown.Graph, named, named.Of(ComponentKind.Layer))
        );
        Assert.Equal("components-malformed", error.Name);
    }

    private static ModelComponents Read(OnnxGraph graph, string json)
    {
        using var file = new ModelFile(Unknown.Bytes);
        File.WriteAllText(file["parts.json"], json);
        return ModelComponents.Read(graph, file["parts.json"]);
    }

    /// <summary>The file that somebody who looked at the graph would write.</summary>
    private static string ByHand(string layout = "HeadsSecond") =>
        JsonSerializer.Serialize(
            new
            {
                layers = Enumerable
                    .Range(0, 2)
                    .Select(layer => Place(Unknown.Graph, layer))
                    .Select(place => new
                    {
                        attention = new[]
                        {
                            new
                            {
                                @operator = "Softmax",
                                value = place.Heads,
                                layout,
                                heads = 4,
                                keyValueHeads = 4,
                                width = 6,
                                output = place.Output,
                            },
                        },
                        mlp = new
                        {
                            activation = "Sin",
                            output = place.MlpOutput,
                            neuronValue = place.Neurons,
                            neurons = 14,
                        },
                    }),
            }
        );

    /// <summary>The values of a layer, found from the names of its weights.</summary>
    private static (string Heads, string Output, string Neurons, string MlpOutput) Place(
        OnnxGraph graph,
        int layer
    )
    {
        NodeProto reshape = graph.Index.Producer(Reader("out.weight").Input[0])!;
        NodeProto transpose = graph.Index.Producer(reshape.Input[0])!;
        return (
            transpose.Input[0],
            Reader("out.bias").Output[0],
            Reader("down.weight").Input[0],
            Reader("down.bias").Output[0]
        );

        NodeProto Reader(string weights) =>
            graph.Index.Nodes.Single(node => node.Input.Contains($"{layer}.{weights}"));
    }
}

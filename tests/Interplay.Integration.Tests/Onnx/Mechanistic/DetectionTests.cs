using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Models;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>What is found in each export is what was written into it.</summary>
public sealed class DetectionTests
{
    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void Layers_heads_groups_and_neurons_are_found(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        ModelComponents found = model.Components;
        Assert.Equal(model.Shape.Layers, found.Layers.Count);
        Assert.All(
            found.Layers,
            layer =>
            {
                AttentionBlock block = Assert.Single(layer.Attention);
                Assert.Equal(model.Shape.Heads, block.Heads);
                Assert.Equal(model.Shape.KeyValueHeads, block.KeyValueHeads);
                Assert.Equal(model.Shape.Width, block.Width);
                Assert.NotNull(block.Output);
                Assert.Equal(model.Shape.Neurons, layer.Mlp!.Neurons);
                Assert.Equal(
                    model.Shape.IsGated,
                    layer.Mlp.Activation.StartsWith("gated ", StringComparison.Ordinal)
                );
            }
        );
    }

    [Theory]
    [InlineData("sentiment-small", 4, 4, 32, 512)]
    [InlineData("reviews-lm", 4, 6, 32, 768)]
    public void The_shipped_models(string name, int layers, int heads, int width, int neurons)
    {
        var graph = OnnxGraph.Load(ShippedModels.Find(name));
        ModelComponents found = ModelComponents.Detect(graph);
        Assert.Equal(layers, found.Layers.Count);
        Assert.All(
            found.Layers,
            layer =>
            {
                AttentionBlock block = Assert.Single(layer.Attention);
                Assert.Equal(
                    (heads, heads, width),
                    (block.Heads, block.KeyValueHeads, block.Width)
                );
                Assert.Equal(neurons, layer.Mlp!.Neurons);
            }
        );
    }

    /// <summary>The parts of a model in the order of the layers, named as people read them.</summary>
    [Fact]
    public void Components_are_listed_layer_by_layer()
    {
        ModelComponents found = Exports.Of("plain").Components;
        Assert.Equal(
            ["L0", "L0.H0", "L0.H1", "L0.H2", "L0.H3", "L0.MLP", "L1", "L1.H0"],
            found
                .Of(ComponentKind.Mlp, ComponentKind.Head, ComponentKind.Layer)
                .Take(8)
                .Select(static component => component.Name)
        );
        Assert.Equal(28, found.Of(ComponentKind.Neuron).Count);
    }
}

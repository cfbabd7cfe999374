using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Models;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Studies;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>A shipped model, its tokens, and where the weights of its projections are.</summary>
internal sealed class ShippedTransformer
{
    private const int HeadWidth = 32;
    private const int Layers = 4;

    private readonly ModelTokenizer _tokenizer;

    private ShippedTransformer(string folder, Func<int, LayerProjections> of)
    {
        Graph = OnnxGraph.Load(folder);
        Bytes = File.ReadAllBytes(Path.Combine(folder, "model.onnx"));
        Edits = new WeightEdits(
            ModelProto.Parser.ParseFrom(Bytes),
            [.. Enumerable.Range(0, Layers).Select(of)],
            HeadWidth
        );
        _tokenizer = ModelTokenizer.Find(folder)!;
    }

    public static ShippedTransformer Encoder { get; } =
        new(
            ShippedModels.SentimentSmall,
            static layer => new LayerProjections(
                Read(
                    ShippedModels.SentimentSmall,
                    $"/net/ls.{layer}/o/MatMul",
                    $"net.ls.{layer}.o.bias"
                ),
                Read(
                    ShippedModels.SentimentSmall,
                    $"/net/ls.{layer}/f2/MatMul",
                    $"net.ls.{layer}.f2.bias"
                )
            )
        );

    public static ShippedTransformer Causal { get; } =
        new(
            ShippedModels.ReviewsLm,
            static layer => new LayerProjections(
                Read(ShippedModels.ReviewsLm, $"/blocks.{layer}/out/MatMul", null),
                Read(
                    ShippedModels.ReviewsLm,
                    $"/blocks.{layer}/down/MatMul",
                    $"net.blocks.{layer}.down.bias"
                )
            )
        );

    public OnnxGraph Graph { get; }

    public byte[] Bytes { get; }

    public WeightEdits Edits { get; }

    public ModelComponents Components => ModelComponents.Detect(Graph);

    public ModelInputs Inputs(string text) =>
        ModelInputs.OfTokens(Graph, [.. _tokenizer.Encode(text)]);

    /// <summary>The projection that a node of the file is, told by the name that PyTorch gave it.</summary>
    private static Projection Read(string folder, string node, string? bias)
    {
        var model = ModelProto.Parser.ParseFrom(
            File.ReadAllBytes(Path.Combine(folder, "model.onnx"))
        );
        return new Projection(
            model.Graph.Node.Single(candidate => candidate.Name == node).Input[1],
            bias,
            IsTransposed: false
        );
    }
}

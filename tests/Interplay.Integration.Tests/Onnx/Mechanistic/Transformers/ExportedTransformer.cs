using Google.Protobuf;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>A transformer with random weights as one exporter writes it, and the same transformer written down naively.</summary>
internal sealed class ExportedTransformer
{
    public ExportedTransformer(
        TransformerShape shape,
        TransformerWeights weights,
        ModelProto model,
        IReadOnlyList<LayerProjections> layers
    )
    {
        Shape = shape;
        Model = model;
        Bytes = model.ToByteArray();
        Naive = new NaiveTransformer(shape, weights);
        Edits = new WeightEdits(model, layers, shape.Width);
        using var folder = new ModelFile(Bytes);
        Graph = folder.Load();
    }

    public TransformerShape Shape { get; }

    public ModelProto Model { get; }

    /// <summary>The file as it was exported.</summary>
    public byte[] Bytes { get; }

    public NaiveTransformer Naive { get; }

    public WeightEdits Edits { get; }

    /// <summary>The file as it was read.</summary>
    public OnnxGraph Graph { get; }

    public ModelComponents Components => ModelComponents.Detect(Graph);

    public ModelInputs Inputs(int[] tokens) => ModelInputs.OfTokens(Graph, tokens);
}

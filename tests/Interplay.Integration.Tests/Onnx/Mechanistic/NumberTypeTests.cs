using System.Runtime.InteropServices;
using Google.Protobuf;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Models whose numbers have 64 or 16 bits: masks and what stands in for components take the type of the model.</summary>
public sealed class NumberTypeTests
{
    /// <summary>Half precision is compared as far as it carries through two layers.</summary>
    [Theory]
    [InlineData(11, AblationKind.Zero, 1e-6)]
    [InlineData(11, AblationKind.Resample, 1e-6)]
    [InlineData(10, AblationKind.Zero, 2e-2)]
    [InlineData(10, AblationKind.Resample, 2e-2)]
    public void The_forward_pass_in_double_precision_says_the_same(
        int type,
        AblationKind kind,
        double tolerance
    )
    {
        ExportedTransformer original = Exports.Of("heads in the batch");
        using var file = new ModelFile(InType(original.Model, type));
        OnnxGraph graph = file.Load();
        var components = ModelComponents.Detect(graph);
        IReadOnlyList<ModelComponent> parts = components.Of(
            ComponentKind.Head,
            ComponentKind.Mlp,
            ComponentKind.Layer
        );
        Mask[] masks =
        [
            Mask.Full(parts.Count),
            .. RandomMasks.Singles(parts.Count),
            .. RandomMasks.Of(parts.Count, 6, 61),
        ];
        using var model = AblatableModel.Open(
            graph,
            components,
            parts,
            new AblationOptions { Kind = kind }
        );
        AblationReference? reference =
            kind == AblationKind.Zero
                ? null
                : model.ValuesOf(ModelInputs.OfTokens(graph, TokenPrompts.Other));
        Dictionary<ModelComponent, double[]> other = NaiveAblation.Values(
            original.Naive,
            TokenPrompts.Other
        );
        float[][] answers = MaskedAnswers.Of(
            model,
            ModelInputs.OfTokens(graph, TokenPrompts.Long),
            masks,
            reference
        );
        var closeness = new Closeness($"type {type}, {kind}", tolerance);
        for (int row = 0; row < masks.Length; row++)
        {
            closeness.Check(
                NaiveAblation.Without(
                    original.Naive,
                    TokenPrompts.Long,
                    masks[row].Removed(parts),
                    kind == AblationKind.Zero ? null : (where, _) => other[where]
                ),
                answers[row],
                $"mask {masks[row]}"
            );
        }

        closeness.Report();
    }

    private static ModelProto InType(ModelProto original, int type)
    {
        ModelProto model = original.Clone();
        foreach (TensorProto tensor in model.Graph.Initializer.Where(static t => t.DataType == 1))
        {
            float[] values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
            tensor.DataType = type;
            tensor.RawData = ByteString.CopyFrom(
                type == 11
                    ? MemoryMarshal.AsBytes<double>(Array.ConvertAll(values, static v => (double)v))
                    : MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, static v => (Half)v))
            );
        }

        foreach (ValueInfoProto output in model.Graph.Output)
        {
            output.Type.TensorType.ElemType = type;
        }

        return model;
    }
}

using System.Runtime.InteropServices;
using Google.Protobuf;
using Interplay.Onnx.Graphs.Protobuf;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>
/// Takes components out by hand: the rows of the output projection that read a head, or of the last projection that read a neuron, are set to zero;
/// of an MLP and of a layer, whole projections with their biases. No graph is rewritten.
/// </summary>
internal sealed class WeightEdits(
    ModelProto model,
    IReadOnlyList<LayerProjections> layers,
    int width
)
{
    /// <summary>The file of the model without some components, for good and at all tokens.</summary>
    public byte[] Without(IEnumerable<ModelComponent> removed)
    {
        ModelProto edited = model.Clone();
        foreach (ModelComponent component in removed)
        {
            LayerProjections own = layers[component.Layer];
            switch (component.Kind)
            {
                case ComponentKind.Head:
                    ClearRows(edited, own.Out, component.Index * width, width);
                    break;
                case ComponentKind.Neuron:
                    ClearRows(edited, own.Down, component.Index, 1);
                    break;
                case ComponentKind.Mlp:
                    Clear(edited, own.Down);
                    break;
                default:
                    Clear(edited, own.Out);
                    Clear(edited, own.Down);
                    break;
            }
        }

        return edited.ToByteArray();
    }

    private static void ClearRows(ModelProto edited, Projection projection, int from, int count)
    {
        TensorProto tensor = Find(edited, projection.Weights);
        int columns = (int)tensor.Dims[1];
        Change(
            tensor,
            values =>
            {
                for (int i = 0; i < values.Length; i++)
                {
                    int row = projection.IsTransposed ? i % columns : i / columns;
                    values[i] = row >= from && row < from + count ? 0 : values[i];
                }
            }
        );
    }

    private static void Clear(ModelProto edited, Projection projection)
    {
        Change(Find(edited, projection.Weights), Array.Clear);
        if (projection.Bias is { } bias)
        {
            Change(Find(edited, bias), Array.Clear);
        }
    }

    private static TensorProto Find(ModelProto edited, string name) =>
        edited.Graph.Initializer.Single(tensor => tensor.Name == name);

    private static void Change(TensorProto tensor, Action<float[]> change)
    {
        float[] values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        change(values);
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
    }
}

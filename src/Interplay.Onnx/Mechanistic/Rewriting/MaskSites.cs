using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Onnx.Mechanistic.Rewriting;

/// <summary>Which values of a graph must be masked so that the parts can be taken out.</summary>
internal static class MaskSites
{
    /// <summary>The sites in the order in which the graph computes them.</summary>
    /// <exception cref="InterplayException"><c>component-unknown</c> or <c>components-malformed</c>.</exception>
    public static MaskSite[] Of(
        OnnxGraph graph,
        ModelComponents found,
        IReadOnlyList<ModelComponent> parts
    )
    {
        ILookup<(ComponentKind, int), int> byLayer = Enumerable
            .Range(0, parts.Count)
            .ToLookup(i => (parts[i].Kind, parts[i].Layer));
        foreach (ModelComponent part in parts)
        {
            Check(found, part);
        }

        var sites = new List<MaskSite>();
        for (int layer = 0; layer < found.Layers.Count; layer++)
        {
            (int, int?)[] whole = Acting(byLayer[(ComponentKind.Layer, layer)]);
            Attention(layer, whole);
            Mlp(layer, whole);
        }

        string? twice = sites
            .GroupBy(static site => site.Value)
            .FirstOrDefault(static g => g.Count() > 1)
            ?.Key;
        return twice is null
            ? [.. sites.OrderBy(static site => site.At)]
            : throw new InterplayException(
                ErrorKind.Data,
                "components-malformed",
                $"The value '{twice}' belongs to two components."
            );

        void Attention(int layer, (int, int?)[] whole)
        {
            int first = 0;
            foreach (AttentionBlock block in found.Layers[layer].Attention)
            {
                (int, int?)[][] columns = Columns(ComponentKind.Head, layer, first, block.Heads);
                SiteLayout layout = block.Layout switch
                {
                    HeadLayout.HeadsSecond => SiteLayout.Second,
                    HeadLayout.HeadsInBatch => SiteLayout.InBatch,
                    _ => SiteLayout.Last,
                };
                Add(block.Value, layout, block.Width, columns);
                Add(block.Output, SiteLayout.Whole, 0, [whole]);
                first += block.Heads;
            }
        }

        void Mlp(int layer, (int, int?)[] whole)
        {
            if (found.Layers[layer].Mlp is not { } mlp)
            {
                return;
            }

            Add(
                mlp.NeuronValue,
                SiteLayout.Last,
                1,
                Columns(ComponentKind.Neuron, layer, 0, mlp.Neurons)
            );
            Add(
                mlp.Output,
                SiteLayout.Whole,
                0,
                [
                    [.. Acting(byLayer[(ComponentKind.Mlp, layer)]), .. whole],
                ]
            );
        }

        (int, int?)[] Acting(IEnumerable<int> of) =>
            [.. of.Select(part => (part, parts[part].Token))];

        (int, int?)[][] Columns(ComponentKind kind, int layer, int first, int count)
        {
            var columns = new (int, int?)[count][];
            Array.Fill(columns, []);
            foreach (int part in byLayer[(kind, layer)])
            {
                int column = parts[part].Index - first;
                if (column >= 0 && column < count)
                {
                    columns[column] = [.. columns[column], (part, parts[part].Token)];
                }
            }

            return columns;
        }

        void Add(string? value, SiteLayout layout, int width, (int, int?)[][] columns)
        {
            if (value is not null && columns.Any(static parts => parts.Length > 0))
            {
                sites.Add(
                    new MaskSite(
                        value,
                        graph.Index.ProducerAt(value),
                        layout,
                        columns.Length,
                        width,
                        columns
                    )
                );
            }
        }
    }

    private static void Check(ModelComponents found, ModelComponent part)
    {
        TransformerLayer? layer =
            part.Layer >= 0 && part.Layer < found.Layers.Count ? found.Layers[part.Layer] : null;
        int count = part.Kind switch
        {
            _ when layer is null => 0,
            ComponentKind.Head => layer.Heads,
            ComponentKind.Mlp => layer.Mlp is null ? 0 : 1,
            ComponentKind.Neuron => layer.Mlp?.Neurons ?? 0,
            _ => layer.Attention.All(static block => block.Output is not null) ? 1 : 0,
        };
        if (part.Index < 0 || part.Index >= count || part.Token < 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "component-unknown",
                $"{part.Name} is not among the components found: {found.Layers.Count} layers{(layer is null ? "" : $", layer {part.Layer} with {layer.Heads} heads and {layer.Mlp?.Neurons ?? 0} neurons{(part.Kind == ComponentKind.Layer ? ", and without an attention output that was recognised" : "")}")}."
            );
        }
    }
}

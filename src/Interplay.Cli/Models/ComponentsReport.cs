using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Onnx.Graphs;
using Interplay.Onnx.Mechanistic.Discovery;
using Interplay.Onnx.Mechanistic.Studies;
using Spectre.Console;

namespace Interplay.Cli.Models;

/// <summary>What was recognised in a model: a line a layer.</summary>
internal static class ComponentsReport
{
    public static void Print(Screen screen, ModelSource source)
    {
        OnnxGraph graph = source.Graph;
        ModelComponents found = source.Components;
        screen.Paragraph(
            source.Name,
            $": {graph.NodeCount} nodes, operator set {graph.Opset}. Reads {Values(graph.Inputs)}; gives {Values(graph.Outputs)}."
        );
        screen.Paragraph(
            "",
            $"{found.Layers.Count} layers with {found.Layers.Sum(static layer => layer.Heads)} attention heads, {found.Layers.Count(static layer => layer.Mlp is not null)} MLPs and {found.Layers.Sum(static layer => layer.Mlp?.Neurons ?? 0)} MLP neurons. Texts are read by {(source.Tokenizer is null ? "nothing here: give token numbers" : "the vocabulary beside the model")}."
        );
        screen.Blank();
        var table = new Table { Border = TableBorder.None };
        foreach (string column in new[] { "layer", "heads", "width", "attention", "MLP" })
        {
            table.AddColumn(new TableColumn(column).PadLeft(0).PadRight(2));
        }

        for (int layer = 0; layer < found.Layers.Count; layer++)
        {
            TransformerLayer one = found.Layers[layer];
            table.AddRow(
                new Text($"L{layer}"),
                new Text(Joined(one.Attention, Heads)),
                new Text(
                    Joined(
                        one.Attention,
                        static block => block.Width.ToString(CultureInfo.InvariantCulture)
                    )
                ),
                new Text(
                    Joined(
                        one.Attention,
                        static block =>
                            $"{block.Operator} at {block.Value}{(block.Output is null ? ", without an output that can be removed whole" : "")}"
                    )
                ),
                new Text(
                    one.Mlp is { } mlp
                        ? $"{mlp.Neurons} neurons, {mlp.Activation}, at {mlp.Output}"
                        : "none"
                )
            );
        }

        screen.Out.Write(new Padder(table, new Padding(2, 0, 0, 0)));
    }

    private static string Heads(AttentionBlock block) =>
        block.KeyValueHeads == block.Heads
            ? block.Heads.ToString(CultureInfo.InvariantCulture)
            : $"{block.Heads} (keys and values {block.KeyValueHeads})";

    private static string Joined(
        IReadOnlyList<AttentionBlock> blocks,
        Func<AttentionBlock, string> text
    ) => blocks.Count == 0 ? "none" : string.Join(" and ", blocks.Select(text));

    private static string Values(IReadOnlyList<GraphValue> values) => string.Join(", ", values);
}

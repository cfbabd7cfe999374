using System.Globalization;
using Interplay.Onnx.Mechanistic;

namespace Interplay.Cli.Models;

/// <summary>How <c>--parts</c> and <c>--layers</c> are spelled.</summary>
internal static class ComponentChoice
{
    public const string Default = "heads,mlps";

    private static readonly (string Name, ComponentKind Kind)[] Kinds =
    [
        ("heads", ComponentKind.Head),
        ("mlps", ComponentKind.Mlp),
        ("layers", ComponentKind.Layer),
        ("neurons", ComponentKind.Neuron),
    ];

    /// <summary>The components of a model that were asked for.</summary>
    /// <exception cref="InterplayException"><c>unknown-parts</c> or <c>component-unknown</c>.</exception>
    public static IReadOnlyList<ModelComponent> Of(
        ModelComponents found,
        string parts,
        string? layers
    )
    {
        ComponentKind[] kinds = [.. parts.Split(',').Select(KindOf)];
        HashSet<int>? wanted = layers is null ? null : LayersOf(layers, found.Layers.Count);
        ModelComponent[] chosen =
        [
            .. found.Of(kinds).Where(part => wanted is null || wanted.Contains(part.Layer)),
        ];
        return chosen.Length > 0
            ? chosen
            : throw new InterplayException(
                ErrorKind.Request,
                "component-unknown",
                $"The model has no {parts}{(layers is null ? "" : $" in the layers {layers}")}; 'interplay model inspect' shows what it has."
            );
    }

    private static ComponentKind KindOf(string name)
    {
        int at = Array.FindIndex(
            Kinds,
            kind => kind.Name.Equals(name.Trim(), StringComparison.Ordinal)
        );
        return at >= 0
            ? Kinds[at].Kind
            : throw new InterplayException(
                ErrorKind.Request,
                "unknown-parts",
                $"Parts of a model are {string.Join(", ", Kinds.Select(static kind => kind.Name))}, several with commas between; found '{name}'."
            );
    }

    private static HashSet<int> LayersOf(string text, int count)
    {
        var layers = new HashSet<int>();
        foreach (string piece in text.Split(','))
        {
            string[] ends = piece.Split('-');
            if (
                ends.Length > 2
                || !int.TryParse(
                    ends[0],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int first
                )
                || !int.TryParse(
                    ends[^1],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out int last
                )
                || first > last
                || last >= count
            )
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "component-unknown",
                    $"Layers are numbers from 0 to {count - 1} and ranges of them, such as 0-2,5; found '{piece}'."
                );
            }

            layers.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return layers;
    }
}

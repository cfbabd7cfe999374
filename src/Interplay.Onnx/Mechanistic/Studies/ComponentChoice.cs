using System.Globalization;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>Which components of a model can be removed.</summary>
/// <param name="Kinds">Their kinds, at least one.</param>
/// <param name="Layers">Their layers, from 0; null for all.</param>
public sealed record ComponentChoice(
    IReadOnlyList<ComponentKind> Kinds,
    IReadOnlyList<int>? Layers = null
)
{
    private const int MostLayers = 100_000;

    private static readonly (string Name, ComponentKind Kind)[] Names =
    [
        ("heads", ComponentKind.Head),
        ("mlps", ComponentKind.Mlp),
        ("layers", ComponentKind.Layer),
        ("neurons", ComponentKind.Neuron),
    ];

    /// <summary>All heads and MLPs.</summary>
    public static ComponentChoice HeadsAndMlps { get; } =
        new([ComponentKind.Head, ComponentKind.Mlp]);

    /// <summary>Reads kinds and layers.</summary>
    /// <param name="kinds"><c>heads</c>, <c>mlps</c>, <c>layers</c>, <c>neurons</c>, with commas between.</param>
    /// <param name="layers">Numbers and ranges, such as <c>0-2,5</c>; null for all.</param>
    /// <exception cref="InterplayException"><c>unknown-parts</c> or <c>component-unknown</c>.</exception>
    public static ComponentChoice Parse(string kinds, string? layers = null)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return new ComponentChoice(
            [.. kinds.Split(',').Select(KindOf)],
            layers is null ? null : [.. layers.Split(',').SelectMany(LayersOf).Distinct().Order()]
        );
    }

    /// <summary>The components of a model.</summary>
    /// <exception cref="InterplayException"><c>component-unknown</c>.</exception>
    public IReadOnlyList<ModelComponent> Of(ModelComponents found)
    {
        ArgumentNullException.ThrowIfNull(found);
        int count = found.Layers.Count;
        if (Layers?.Where(layer => layer < 0 || layer >= count).ToArray() is [var unknown, ..])
        {
            throw Unknown(
                $"Layers are numbers from 0 to {count - 1} and ranges of them, such as 0-2,5; found '{unknown}'."
            );
        }

        ModelComponent[] chosen =
        [
            .. found.Of([.. Kinds]).Where(part => Layers is null || Layers.Contains(part.Layer)),
        ];
        return chosen.Length > 0
            ? chosen
            : throw Unknown(
                $"The model has no {this}{(Layers is null ? "" : $" in the layers {string.Join(',', Layers)}")}; 'interplay model inspect' shows what it has."
            );
    }

    /// <summary>The kinds as they are spelled.</summary>
    public override string ToString() =>
        string.Join(
            ',',
            Kinds.Select(static kind => Array.Find(Names, name => name.Kind == kind).Name)
        );

    private static ComponentKind KindOf(string text)
    {
        int at = Array.FindIndex(Names, kind => kind.Name == text.Trim());
        return at >= 0
            ? Names[at].Kind
            : throw new InterplayException(
                ErrorKind.Request,
                "unknown-parts",
                $"Parts of a model are {string.Join(", ", Names.Select(static kind => kind.Name))}, several with commas between; found '{text}'."
            );
    }

    private static IEnumerable<int> LayersOf(string piece)
    {
        string[] ends = piece.Split('-');
        return
            ends.Length <= 2
            && Number(ends[0]) is int first
            && Number(ends[^1]) is int last
            && first <= last
            ? Enumerable.Range(first, last - first + 1)
            : throw Unknown(
                $"Layers are numbers from 0 and ranges of them, such as 0-2,5; found '{piece}'."
            );

        static int? Number(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number < MostLayers
                ? number
                : null;
    }

    private static InterplayException Unknown(string message) =>
        new(ErrorKind.Request, "component-unknown", message);
}

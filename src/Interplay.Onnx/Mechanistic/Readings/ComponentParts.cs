using Interplay.Lenses;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Onnx.Mechanistic.Readings;

/// <summary>Components as the parts of an explanation.</summary>
public static class ComponentParts
{
    /// <summary>The parts, in the order of the components, each with its place in the model.</summary>
    public static IReadOnlyList<Part> Of(IReadOnlyList<ModelComponent> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        return
        [
            .. components.Select(
                static (component, i) =>
                    new Part(i, component.Name)
                    {
                        Place = new PartPlace(
                            component.Layer,
                            KindOf(component.Kind),
                            component.Index,
                            component.Token
                        ),
                    }
            ),
        ];
    }

    private static string KindOf(ComponentKind kind) =>
        kind switch
        {
            ComponentKind.Head => "head",
            ComponentKind.Mlp => "mlp",
            ComponentKind.Neuron => "neuron",
            _ => "layer",
        };
}

using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>Components taken out of the naive forward pass.</summary>
internal static class NaiveAblation
{
    /// <summary>The logits without some components.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokens">The prompt.</param>
    /// <param name="removed">What is removed, everywhere or at a token.</param>
    /// <param name="standIn">What stands in; null for zero.</param>
    public static double[] Without(
        NaiveTransformer model,
        int[] tokens,
        IReadOnlyCollection<ModelComponent> removed,
        ComponentEdit? standIn = null
    )
    {
        HashSet<ModelComponent> gone = [.. removed];
        return model.Logits(
            tokens,
            (where, given) =>
                !Kinds(where).Any(kind => IsGone(where with { Kind = kind })) ? given
                : standIn is null ? new double[given.Length]
                : standIn(where, given)
        );

        bool IsGone(ModelComponent component) =>
            gone.Contains(component) || gone.Contains(component with { Token = null });
    }

    /// <summary>The kinds that take a place out: a layer takes its MLP with it.</summary>
    private static ComponentKind[] Kinds(ModelComponent where) =>
        where.Kind == ComponentKind.Mlp ? [ComponentKind.Mlp, ComponentKind.Layer] : [where.Kind];

    /// <summary>What every component gives at every token of a prompt.</summary>
    public static Dictionary<ModelComponent, double[]> Values(NaiveTransformer model, int[] tokens)
    {
        var values = new Dictionary<ModelComponent, double[]>();
        model.Logits(
            tokens,
            (where, given) =>
            {
                values[where] = [.. given];
                return given;
            }
        );
        return values;
    }

    /// <summary>
    /// What kept heads and neurons are multiplied by: the parts of their block over those kept of them; all others stay as they are.
    /// </summary>
    public static double[] Rescaled(
        NaiveTransformer model,
        int[] tokens,
        IReadOnlyList<ModelComponent> parts,
        IReadOnlyCollection<ModelComponent> removed
    )
    {
        HashSet<ModelComponent> gone = [.. removed];
        HashSet<ModelComponent> all = [.. parts];
        return model.Logits(
            tokens,
            (where, given) =>
            {
                ModelComponent everywhere = where with { Token = null };
                bool counts = where.Kind is ComponentKind.Head or ComponentKind.Neuron;
                int kinds = all.Count(part => IsOfBlock(part, where));
                int kept = kinds - gone.Count(part => IsOfBlock(part, where));
                double factor =
                    gone.Contains(everywhere) ? 0
                    : counts && all.Contains(everywhere) ? (double)kinds / kept
                    : 1;
                return [.. given.Select(value => value * factor)];
            }
        );

        static bool IsOfBlock(ModelComponent part, ModelComponent where) =>
            part.Kind == where.Kind && part.Layer == where.Layer;
    }
}

using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>What stands in for removed components, against the forward pass in double precision with the same put in its place.</summary>
public sealed class AblationKindTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void The_mean_over_all_positions(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        int[][] references = [TokenPrompts.Other, TokenPrompts.Short];
        Dictionary<ModelComponent, double[]>[] values = Values(model, references);
        Check(
            model,
            $"{export}, mean",
            AblationKind.Mean,
            ablatable => ablatable.MeanOf([.. references.Select(model.Inputs)], MeanOver.Positions),
            (where, _) =>
                Mean([
                    .. values.SelectMany(
                        (of, i) => references[i].Select((_, at) => of[where with { Token = at }])
                    ),
                ]),
            TokenPrompts.Long
        );
    }

    /// <summary>A position that only the longer of two reference prompts has is the longer one's own.</summary>
    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void The_mean_of_each_position(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        int[][] references = [TokenPrompts.Other, TokenPrompts.Short];
        Dictionary<ModelComponent, double[]>[] values = Values(model, references);
        Check(
            model,
            $"{export}, mean-position",
            AblationKind.Mean,
            ablatable =>
                ablatable.MeanOf([.. references.Select(model.Inputs)], MeanOver.EachPosition),
            (where, _) =>
                Mean([.. values.Where(of => of.ContainsKey(where)).Select(of => of[where])]),
            TokenPrompts.Long
        );
    }

    /// <summary>The other prompt may be longer than the one that is explained: what is beyond it is cut.</summary>
    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void What_another_prompt_gives(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        foreach (int[] tokens in new[] { TokenPrompts.Long, TokenPrompts.Short })
        {
            Dictionary<ModelComponent, double[]> other = Values(model, [TokenPrompts.Other])[0];
            Check(
                model,
                $"{export}, resample",
                AblationKind.Resample,
                ablatable => ablatable.ValuesOf(model.Inputs(TokenPrompts.Other)),
                (where, _) => other[where],
                tokens
            );
        }
    }

    /// <summary>Nothing changes where a prompt's own values stand in.</summary>
    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void A_prompt_in_place_of_itself(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        IReadOnlyList<ModelComponent> parts = model.Components.Of(
            ComponentKind.Head,
            ComponentKind.Mlp
        );
        using var ablatable = AblatableModel.Open(
            model.Graph,
            model.Components,
            parts,
            new AblationOptions { Kind = AblationKind.Resample }
        );
        ModelInputs prompt = model.Inputs(TokenPrompts.Long);
        float[] original = PlainModel.Answer(model.Bytes, prompt);
        Mask[] masks = [.. RandomMasks.Of(parts.Count, 4, 21), Mask.Empty(parts.Count)];
        var closeness = new Closeness($"{export}, itself", 1e-6);
        foreach (
            float[] answer in MaskedAnswers.Of(ablatable, prompt, masks, ablatable.ValuesOf(prompt))
        )
        {
            closeness.Check(original, answer, "itself");
        }

        closeness.Report();
    }

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void Kept_heads_and_neurons_are_rescaled_by_the_share_that_is_kept(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        // One head of layer 1 and some neurons are no parts: they are neither counted nor scaled.
        ModelComponent[] parts =
        [
            .. model
                .Components.Of(ComponentKind.Head, ComponentKind.Neuron)
                .Where(static part => part is not { Layer: 1, Index: 3 }),
            new ModelComponent(ComponentKind.Mlp, 0, 0),
        ];
        using var ablatable = AblatableModel.Open(
            model.Graph,
            model.Components,
            parts,
            new AblationOptions { Rescale = true }
        );
        Mask[] masks =
        [
            Mask.Full(parts.Length),
            .. RandomMasks.Of(parts.Length, 12, 22, kept: 0.7),
            .. RandomMasks.Of(parts.Length, 4, 23, kept: 0.2),
            Mask.Empty(parts.Length),
        ];
        float[][] answers = MaskedAnswers.Of(ablatable, model.Inputs(TokenPrompts.Long), masks);
        var closeness = new Closeness($"{export}, rescaled", Tolerance);
        for (int row = 0; row < masks.Length; row++)
        {
            closeness.Check(
                NaiveAblation.Rescaled(
                    model.Naive,
                    TokenPrompts.Long,
                    parts,
                    masks[row].Removed(parts)
                ),
                answers[row],
                $"mask {masks[row]}"
            );
        }

        closeness.Report();
    }

    private static void Check(
        ExportedTransformer model,
        string what,
        AblationKind kind,
        Func<AblatableModel, AblationReference> refer,
        ComponentEdit standIn,
        int[] tokens
    )
    {
        ModelComponent[] parts =
        [
            .. model.Components.Of(Enum.GetValues<ComponentKind>()),
            .. model
                .Components.Of(ComponentKind.Head, ComponentKind.Mlp)
                .Select(static (part, i) => part with { Token = i % 3 }),
        ];
        Mask[] masks =
        [
            Mask.Full(parts.Length),
            .. RandomMasks.Singles(parts.Length),
            .. RandomMasks.Of(parts.Length, 8, 24, kept: 0.85),
        ];
        using var ablatable = AblatableModel.Open(
            model.Graph,
            model.Components,
            parts,
            new AblationOptions { Kind = kind }
        );
        float[][] answers = MaskedAnswers.Of(
            ablatable,
            model.Inputs(tokens),
            masks,
            refer(ablatable)
        );
        var closeness = new Closeness(what, Tolerance);
        for (int row = 0; row < masks.Length; row++)
        {
            ModelComponent[] removed = masks[row].Removed(parts);
            closeness.Check(
                NaiveAblation.Without(model.Naive, tokens, removed, standIn),
                answers[row],
                string.Join(' ', removed.Select(static part => part.Name))
            );
        }

        closeness.Report();
    }

    private static Dictionary<ModelComponent, double[]>[] Values(
        ExportedTransformer model,
        int[][] prompts
    ) => [.. prompts.Select(tokens => NaiveAblation.Values(model.Naive, tokens))];

    private static double[] Mean(double[][] vectors) =>
        [.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Average(v => v[i]))];
}

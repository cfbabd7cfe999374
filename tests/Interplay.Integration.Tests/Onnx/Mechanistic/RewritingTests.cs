using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>
/// Masked graphs against the original file and against files whose weights were edited by hand, both in a plain session, for every export; and
/// against a forward pass written in double precision.
/// </summary>
public sealed class RewritingTests
{
    private const double Tolerance = 1e-6;

    /// <summary>What numbers of 32 bits may differ from those of 64 in a model of this size.</summary>
    private const double ToleranceOfDoubles = 1e-5;

    private static readonly ComponentKind[] AllKinds = Enum.GetValues<ComponentKind>();

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void With_everything_kept_the_original_answers_whatever_stands_beside(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        IReadOnlyList<ModelComponent> parts = model.Components.Of(AllKinds);
        using var ablatable = AblatableModel.Open(model.Graph, model.Components, parts);
        var closeness = new Closeness($"{export}, everything kept", Tolerance);
        var full = Mask.Full(parts.Count);
        Mask[] masks =
        [
            full,
            .. RandomMasks.Of(parts.Count, 5, 1),
            full,
            Mask.Empty(parts.Count),
            full,
        ];
        ModelInputs[] prompts = [model.Inputs(TokenPrompts.Long), model.Inputs(TokenPrompts.Short)];
        float[][][] answers = MaskedAnswers.Of(ablatable, prompts, masks);
        for (int prompt = 0; prompt < prompts.Length; prompt++)
        {
            float[] original = PlainModel.Answer(model.Bytes, prompts[prompt]);
            foreach (int row in new[] { 0, 6, 8 })
            {
                closeness.Check(original, answers[prompt][row], $"prompt {prompt}, row {row}");
            }

            Assert.True(
                Closeness.Difference(
                    Array.ConvertAll(original, static value => (double)value),
                    answers[prompt][7]
                ) > 0.01
            );
        }

        closeness.Report();
    }

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void Every_component_alone_is_what_its_weights_set_to_zero_give(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        foreach (ComponentKind kind in AllKinds)
        {
            Compare(model, kind.ToString(), [kind], RandomMasks.Singles, export);
        }
    }

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void Many_components_together_are_what_their_weights_set_to_zero_give(string export) =>
        Compare(
            Exports.Of(export),
            "many",
            AllKinds,
            static parts =>
                [
                    .. RandomMasks.Of(parts, 12, 2, kept: 0.9),
                    .. RandomMasks.Of(parts, 6, 3, kept: 0.4),
                    Mask.Empty(parts),
                ],
            export
        );

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void The_forward_pass_in_double_precision_says_the_same(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        IReadOnlyList<ModelComponent> parts = model.Components.Of(AllKinds);
        Mask[] masks =
        [
            Mask.Full(parts.Count),
            .. RandomMasks.Singles(parts.Count),
            .. RandomMasks.Of(parts.Count, 10, 4, kept: 0.9),
        ];
        using var ablatable = AblatableModel.Open(model.Graph, model.Components, parts);
        var closeness = new Closeness($"{export}, double precision", ToleranceOfDoubles);
        foreach (int[] tokens in new[] { TokenPrompts.Long, TokenPrompts.Short })
        {
            float[][] answers = MaskedAnswers.Of(ablatable, model.Inputs(tokens), masks);
            for (int row = 0; row < masks.Length; row++)
            {
                ModelComponent[] removed = masks[row].Removed(parts);
                closeness.Check(
                    NaiveAblation.Without(model.Naive, tokens, removed),
                    answers[row],
                    string.Join(' ', removed.Select(static part => part.Name))
                );
            }
        }

        closeness.Report();
    }

    /// <summary>Parts at one token: heads, MLPs, layers and neurons, alone and together.</summary>
    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void At_single_tokens_the_forward_pass_says_the_same(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        ModelComponents found = model.Components;
        int[] tokens = TokenPrompts.Long;
        ModelComponent[] parts =
        [
            .. found
                .Of(ComponentKind.Head, ComponentKind.Mlp, ComponentKind.Layer)
                .SelectMany(part =>
                    Enumerable.Range(0, tokens.Length).Select(token => part with { Token = token })
                ),
            .. found
                .Of(ComponentKind.Neuron)
                .Select((part, i) => part with { Token = i % tokens.Length }),
            // Beside the parts at one token, one that acts at all of them.
            new ModelComponent(ComponentKind.Head, 1, 2),
        ];
        Mask[] masks =
        [
            .. RandomMasks.Singles(parts.Length),
            .. RandomMasks.Of(parts.Length, 10, 5, kept: 0.9),
        ];
        using var ablatable = AblatableModel.Open(model.Graph, found, parts);
        float[][] answers = MaskedAnswers.Of(ablatable, model.Inputs(tokens), masks);
        var closeness = new Closeness($"{export}, by token", ToleranceOfDoubles);
        for (int row = 0; row < masks.Length; row++)
        {
            ModelComponent[] removed = masks[row].Removed(parts);
            closeness.Check(
                NaiveAblation.Without(model.Naive, tokens, removed),
                answers[row],
                string.Join(' ', removed.Select(static part => part.Name))
            );
        }

        closeness.Report();
    }

    private static void Compare(
        ExportedTransformer model,
        string what,
        ComponentKind[] kinds,
        Func<int, Mask[]> choose,
        string export
    )
    {
        IReadOnlyList<ModelComponent> parts = model.Components.Of(kinds);
        Mask[] masks = choose(parts.Count);
        using var ablatable = AblatableModel.Open(model.Graph, model.Components, parts);
        ModelInputs prompt = model.Inputs(TokenPrompts.Long);
        float[][] answers = MaskedAnswers.Of(ablatable, prompt, masks);
        var closeness = new Closeness($"{export}, {what}, weights edited", Tolerance);
        for (int row = 0; row < masks.Length; row++)
        {
            ModelComponent[] removed = masks[row].Removed(parts);
            closeness.Check(
                PlainModel.Answer(model.Edits.Without(removed), prompt),
                answers[row],
                string.Join(' ', removed.Select(static part => part.Name))
            );
        }

        closeness.Report();
    }
}

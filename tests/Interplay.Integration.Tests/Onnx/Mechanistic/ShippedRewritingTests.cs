using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>The masked graphs of both shipped models against the files with their weights edited by hand.</summary>
public sealed class ShippedRewritingTests
{
    private const double Tolerance = 1e-6;
    private const string Review = "The film is not good but the acting is not bad at all.";
    private const string Shorter = "I did not like it";

    [Theory]
    [InlineData("encoder")]
    [InlineData("causal model")]
    public void With_everything_kept_the_original_answers(string name)
    {
        ShippedTransformer model = Of(name);
        IReadOnlyList<ModelComponent> parts = model.Components.Of(
            ComponentKind.Head,
            ComponentKind.Mlp,
            ComponentKind.Layer
        );
        var full = Mask.Full(parts.Count);
        Mask[] masks = [full, .. RandomMasks.Of(parts.Count, 5, 11), full, Mask.Empty(parts.Count)];
        using var ablatable = AblatableModel.Open(model.Graph, model.Components, parts);
        ModelInputs[] prompts = [model.Inputs(Review), model.Inputs(Shorter)];
        float[][][] answers = MaskedAnswers.Of(ablatable, prompts, masks);
        var closeness = new Closeness($"{name}, everything kept", Tolerance);
        for (int prompt = 0; prompt < prompts.Length; prompt++)
        {
            float[] original = PlainModel.Answer(model.Bytes, prompts[prompt]);
            closeness.Check(original, answers[prompt][0], $"prompt {prompt}, first");
            closeness.Check(original, answers[prompt][6], $"prompt {prompt}, among others");
        }

        closeness.Report();
    }

    /// <summary>Every head, MLP and layer alone, some neurons of each layer, and many parts together.</summary>
    [Theory]
    [InlineData("encoder")]
    [InlineData("causal model")]
    public void Components_are_what_their_weights_set_to_zero_give(string name)
    {
        ShippedTransformer model = Of(name);
        ModelComponent[] parts =
        [
            .. model.Components.Of(ComponentKind.Head, ComponentKind.Mlp, ComponentKind.Layer),
            .. model.Components.Of(ComponentKind.Neuron).Where(static (_, i) => i % 173 == 5),
        ];
        Mask[] masks =
        [
            .. RandomMasks.Singles(parts.Length),
            .. RandomMasks.Of(parts.Length, 8, 12, kept: 0.85),
        ];
        using var ablatable = AblatableModel.Open(model.Graph, model.Components, parts);
        ModelInputs prompt = model.Inputs(Review);
        float[][] answers = MaskedAnswers.Of(ablatable, prompt, masks);
        var closeness = new Closeness($"{name}, weights edited", Tolerance);
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

    private static ShippedTransformer Of(string name) =>
        name == "encoder" ? ShippedTransformer.Encoder : ShippedTransformer.Causal;
}

using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>
/// A hidden state that is kept tokens first and flat has the rows of a batch in turns along its one dimension: repeated row after row it would be
/// another state. It is told from the batch by what it holds, and computed again behind the cut.
/// </summary>
public sealed class TokensFirstTests
{
    private static readonly ExportedTransformer Model = new BatchedHeadsExport(
        flattens: true
    ).Write();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Heads_and_neurons_are_what_their_weights_set_to_zero_give(bool share)
    {
        IReadOnlyList<ModelComponent> parts = Model.Components.Of(
            ComponentKind.Head,
            ComponentKind.Neuron
        );
        Mask[] masks = [Mask.Full(parts.Count), .. RandomMasks.Singles(parts.Count)];
        using var ablatable = AblatableModel.Open(
            Model.Graph,
            Model.Components,
            parts,
            new AblationOptions { SharePrefix = share }
        );
        ModelInputs prompt = Model.Inputs(TokenPrompts.Long);
        float[][] answers = MaskedAnswers.Of(ablatable, prompt, masks);
        var closeness = new Closeness("tokens first", 1e-6);
        for (int row = 0; row < masks.Length; row++)
        {
            closeness.Check(
                PlainModel.Answer(Model.Edits.Without(masks[row].Removed(parts)), prompt),
                answers[row],
                $"mask {masks[row]}"
            );
        }

        closeness.Report();
    }

    /// <summary>What a block adds is there in no other form than flat: rows and tokens of it cannot be told apart.</summary>
    [Fact]
    public void Whole_blocks_that_are_added_flat_are_refused()
    {
        using var ablatable = AblatableModel.Open(
            Model.Graph,
            Model.Components,
            Model.Components.Of(ComponentKind.Mlp)
        );
        var error = Assert.Throws<InterplayException>(() =>
            MaskedAnswers.Of(ablatable, Model.Inputs(TokenPrompts.Long), [Mask.Full(2)])
        );
        Assert.Equal("component-value-mismatch", error.Name);
    }
}

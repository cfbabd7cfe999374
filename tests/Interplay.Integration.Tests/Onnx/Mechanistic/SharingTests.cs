using System.Runtime.InteropServices;
using Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;
using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Discovery;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>How masks are evaluated changes no number: neither what is computed once for many, nor what stands beside a mask.</summary>
public sealed class SharingTests
{
    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void What_no_mask_reaches_may_be_computed_once_or_every_time(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        foreach (AblationKind kind in new[] { AblationKind.Zero, AblationKind.Resample })
        {
            ModelComponent[] parts = Parts(model);
            Mask[] masks =
            [
                Mask.Full(parts.Length),
                .. RandomMasks.Singles(parts.Length),
                .. RandomMasks.Of(parts.Length, 8, 31),
            ];
            float[][][] answers =
            [
                .. new[] { true, false }.Select(share =>
                    Answers(
                        model,
                        parts,
                        masks,
                        new AblationOptions { Kind = kind, SharePrefix = share }
                    )
                ),
            ];
            var closeness = new Closeness($"{export}, {kind}, shared or not", 1e-6);
            for (int row = 0; row < masks.Length; row++)
            {
                closeness.Check(answers[1][row], answers[0][row], $"mask {masks[row]}");
            }

            closeness.Report();
        }
    }

    [Theory]
    [MemberData(nameof(Exports.Names), MemberType = typeof(Exports))]
    public void A_mask_has_one_value_bit_for_bit(string export)
    {
        ExportedTransformer model = Exports.Of(export);
        ModelComponent[] parts = Parts(model);
        Mask[] masks =
        [
            Mask.Full(parts.Length),
            .. RandomMasks.Singles(parts.Length),
            .. RandomMasks.Of(parts.Length, 8, 32),
        ];
        CheckBits(
            masks,
            (chosen, rows) =>
                Answers(model, parts, chosen, new AblationOptions { RowsPerRun = rows }),
            export,
            [1, 2, 3, 7, 64]
        );
    }

    [Theory]
    [InlineData("encoder")]
    [InlineData("causal model")]
    public void A_mask_of_a_shipped_model_has_one_value_bit_for_bit(string name)
    {
        ShippedTransformer model =
            name == "encoder" ? ShippedTransformer.Encoder : ShippedTransformer.Causal;
        IReadOnlyList<ModelComponent> parts = model.Components.Of(
            ComponentKind.Head,
            ComponentKind.Mlp
        );
        ModelInputs prompt = model.Inputs("The film is not good but the acting is not bad.");
        CheckBits(
            [Mask.Full(parts.Count), .. RandomMasks.Of(parts.Count, 20, 33, kept: 0.9)],
            (chosen, rows) =>
            {
                using var ablatable = AblatableModel.Open(
                    model.Graph,
                    model.Components,
                    parts,
                    new AblationOptions { RowsPerRun = rows }
                );
                return MaskedAnswers.Of(ablatable, prompt, chosen);
            },
            name,
            [1, 7, 64]
        );
    }

    private static void CheckBits(
        Mask[] masks,
        Func<Mask[], int, float[][]> answer,
        string of,
        int[] rowsPerRun
    )
    {
        float[][] together = answer(masks, 0);
        int[] order = new SeededRandom(34).Permutation(masks.Length);
        foreach (int rows in rowsPerRun)
        {
            float[][] shuffled = answer([.. order.Select(row => masks[row])], rows);
            for (int i = 0; i < order.Length; i++)
            {
                Assert.True(
                    Bits(together[order[i]]).SequenceEqual(Bits(shuffled[i])),
                    $"{of}: mask {masks[order[i]]} has another value in runs of {rows}: {string.Join(' ', together[order[i]].Take(5))}, {string.Join(' ', shuffled[i].Take(5))}"
                );
            }
        }

        static ReadOnlySpan<int> Bits(float[] values) => MemoryMarshal.Cast<float, int>(values);
    }

    private static ModelComponent[] Parts(ExportedTransformer model) =>
        [
            .. model.Components.Of(ComponentKind.Head, ComponentKind.Mlp, ComponentKind.Layer),
            new ModelComponent(ComponentKind.Head, 0, 1, 2),
            new ModelComponent(ComponentKind.Neuron, 1, 3),
        ];

    private static float[][] Answers(
        ExportedTransformer model,
        IReadOnlyList<ModelComponent> parts,
        Mask[] masks,
        AblationOptions options
    )
    {
        using var ablatable = AblatableModel.Open(model.Graph, model.Components, parts, options);
        return MaskedAnswers.Of(
            ablatable,
            model.Inputs(TokenPrompts.Long),
            masks,
            options.Kind == AblationKind.Zero
                ? null
                : ablatable.ValuesOf(model.Inputs(TokenPrompts.Other))
        );
    }
}

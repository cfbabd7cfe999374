using Interplay.Masks;
using Interplay.Onnx.Mechanistic.Ablation;

namespace Interplay.Integration.Tests.Onnx.Mechanistic;

/// <summary>What the rewritten model gives for masks.</summary>
internal static class MaskedAnswers
{
    /// <summary>The output of each mask on one prompt.</summary>
    public static float[][] Of(
        AblatableModel model,
        ModelInputs prompt,
        IReadOnlyList<Mask> masks,
        AblationReference? reference = null
    ) => Of(model, [prompt], masks, reference)[0];

    /// <summary>The output of each mask on each prompt.</summary>
    public static float[][][] Of(
        AblatableModel model,
        IReadOnlyList<ModelInputs> prompts,
        IReadOnlyList<Mask> masks,
        AblationReference? reference = null
    )
    {
        float[][][] answers = [.. prompts.Select(_ => new float[masks.Count][])];
        model.Run(
            prompts,
            MaskMatrix.From(masks),
            (prompt, row, output) => answers[prompt][row] = output.ToArray(),
            reference,
            TestContext.Current.CancellationToken
        );
        return answers;
    }
}

using System.Globalization;
using System.Numerics.Tensors;
using Interplay.Onnx.Mechanistic.Ablation;

namespace Interplay.Onnx.Mechanistic.Readings;

/// <summary>How a number is read of the output for one prompt.</summary>
/// <param name="Inputs">What the prompt feeds the model.</param>
/// <param name="Prompt">Number of the prompt whose value it goes into.</param>
/// <param name="Sign">1, or -1 where it is subtracted.</param>
/// <param name="Target">Number of the class or token.</param>
/// <param name="Against">What it is compared with.</param>
/// <param name="Start">Where the logits of its position begin in the flat output.</param>
/// <param name="Width">Number of logits.</param>
/// <param name="Whole">What the whole model gives.</param>
internal sealed record PromptReading(
    ModelInputs Inputs,
    int Prompt,
    int Sign,
    int Target,
    int? Against,
    int Start,
    int Width,
    double Whole
)
{
    /// <summary>Identity of the prompt and of what is read, the same in every process.</summary>
    public string Identity => $"{Prompt},{Sign},{Target},{Against},{Start},{Inputs.Fingerprint}";

    /// <summary>Runs a prompt on the whole model and settles what is read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="number">Its number.</param>
    /// <param name="sign">1, or -1 where it is subtracted.</param>
    /// <param name="readout">What is read.</param>
    /// <param name="minuend">What this one is subtracted from, whose target it shares unless it names its own.</param>
    public static PromptReading Of(
        AblatableModel model,
        ModelPrompt prompt,
        int number,
        int sign,
        ModelReadout readout,
        PromptReading? minuend
    )
    {
        (float[] output, long[] shape) = model.Whole(prompt.Inputs);
        int width = shape.Length < 2 ? 1 : (int)shape[^1];
        int positions = width == 0 ? 0 : output.Length / width;
        int position = prompt.Position ?? -1;
        position = position < 0 ? position + positions : position;
        if (width < 2 || position < 0 || position >= positions)
        {
            throw Unknown(
                $"position {prompt.Position?.ToString() ?? "last"}",
                $"the output [{string.Join(", ", shape)}] has {positions} positions of {width} logits; at least one position and two logits are needed"
            );
        }

        int start = position * width;
        ReadOnlySpan<float> logits = output.AsSpan(start, width);
        int target = prompt.Target ?? minuend?.Target ?? TensorPrimitives.IndexOfMax(logits);
        int? against = prompt.Against ?? minuend?.Against;
        foreach (int asked in against is { } other ? [target, other] : new[] { target })
        {
            if (asked < 0 || asked >= width)
            {
                throw Unknown($"{asked}", $"the model's logits are numbered 0 to {width - 1}");
            }
        }

        double whole = Value(readout, logits, target, against);
        return double.IsFinite(whole)
            ? new PromptReading(prompt.Inputs, number, sign, target, against, start, width, whole)
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "model-failed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The whole model gives {whole} as {ComponentFunction.NameOf(readout)} of {target} on prompt {number + 1}; expected a finite number."
                )
            );

        InterplayException Unknown(string found, string expected) =>
            new(
                ErrorKind.Request,
                "target-unknown",
                $"Prompt {number + 1} asks about {found}; {expected}."
            );
    }

    /// <summary>The number of one mask.</summary>
    /// <exception cref="InterplayException"><c>model-failed</c>: it is not finite.</exception>
    public double Read(ModelReadout readout, ReadOnlySpan<float> output)
    {
        double value = Value(readout, output.Slice(Start, Width), Target, Against);
        return double.IsFinite(value)
            ? value
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "model-failed",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"With components removed the model gives {value} as {ComponentFunction.NameOf(readout)} of {Target} on prompt {Prompt + 1}; expected a finite number. Another kind of ablation (mean) keeps closer to what the model knows."
                )
            );
    }

    /// <summary>A number from the logits of one position; not finite where they are not.</summary>
    internal static double Value(
        ModelReadout readout,
        ReadOnlySpan<float> logits,
        int target,
        int? against
    )
    {
        switch (readout)
        {
            case ModelReadout.Accuracy:
                float most = TensorPrimitives.Max(logits);
                return float.IsNaN(most) ? double.NaN
                    : logits[target] >= most ? 1
                    : 0;
            case ModelReadout.LogOdds when against is { } other:
                return (double)logits[target] - logits[other];
            case ModelReadout.LogOdds:
                return logits[target] - LogSum(logits, except: target);
            default:
                double log = logits[target] - LogSum(logits, except: -1);
                return readout == ModelReadout.Loss ? -log : log;
        }
    }

    /// <summary>ln of the sum of exponentials, summed in double from the largest down so that nothing overflows.</summary>
    private static double LogSum(ReadOnlySpan<float> logits, int except)
    {
        double most = double.NegativeInfinity;
        for (int i = 0; i < logits.Length; i++)
        {
            if (i != except)
            {
                most = Math.Max(most, logits[i]);
            }
        }

        double sum = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            if (i != except)
            {
                sum += Math.Exp(logits[i] - most);
            }
        }

        return most + Math.Log(sum);
    }
}

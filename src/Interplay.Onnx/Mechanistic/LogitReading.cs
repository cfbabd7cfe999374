using System.Numerics.Tensors;

namespace Interplay.Onnx.Mechanistic;

/// <summary>Reads a number from the logits of one position.</summary>
internal static class LogitReading
{
    /// <summary>The number; not finite where the logits are not.</summary>
    public static double Of(
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

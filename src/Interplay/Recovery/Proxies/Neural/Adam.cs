using System.Numerics;
using System.Runtime.InteropServices;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>Adam with decoupled weight decay (Kingma and Ba, 2015; Loshchilov and Hutter, 2019). Holds the moments of one run.</summary>
internal sealed class Adam(int count)
{
    private const float First = 0.9f;
    private const float Second = 0.99f;
    private const float Floor = 1e-8f;

    private readonly float[] _mean = new float[count];
    private readonly float[] _square = new float[count];
    private int _steps;

    /// <summary>weights -= rate * (mean / (sqrt(square) + floor) + decay * weights), with both moments corrected for their start at zero.</summary>
    public void Step(
        Span<float> weights,
        ReadOnlySpan<float> gradient,
        ReadOnlySpan<float> decay,
        float rate
    )
    {
        _steps++;
        float unbiasedMean = 1 / (1 - MathF.Pow(First, _steps));
        float unbiasedSquare = 1 / (1 - MathF.Pow(Second, _steps));
        Span<Vector<float>> w = MemoryMarshal.Cast<float, Vector<float>>(weights);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradient);
        ReadOnlySpan<Vector<float>> d = MemoryMarshal.Cast<float, Vector<float>>(decay);
        Span<Vector<float>> m = MemoryMarshal.Cast<float, Vector<float>>(_mean.AsSpan());
        Span<Vector<float>> s = MemoryMarshal.Cast<float, Vector<float>>(_square.AsSpan());
        var floor = new Vector<float>(Floor);
        for (int i = 0; i < w.Length; i++)
        {
            m[i] = First * m[i] + (1 - First) * g[i];
            s[i] = Second * s[i] + (1 - Second) * g[i] * g[i];
            Vector<float> move =
                unbiasedMean * m[i] / (Vector.SquareRoot(unbiasedSquare * s[i]) + floor);
            w[i] -= rate * (move + d[i] * w[i]);
        }

        for (int i = w.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            _mean[i] = First * _mean[i] + (1 - First) * gradient[i];
            _square[i] = Second * _square[i] + (1 - Second) * gradient[i] * gradient[i];
            float move =
                unbiasedMean * _mean[i] / (MathF.Sqrt(unbiasedSquare * _square[i]) + Floor);
            weights[i] -= rate * (move + decay[i] * weights[i]);
        }
    }
}

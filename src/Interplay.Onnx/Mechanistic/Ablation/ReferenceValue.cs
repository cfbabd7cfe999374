using System.Runtime.InteropServices;
using Interplay.Onnx.Mechanistic.Rewriting;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>What one site gives on a reference: real numbers, one token wide where it is a mean over positions.</summary>
internal sealed record ReferenceValue(long[] Shape, float[] Values)
{
    /// <summary>The values cut to the tokens of a prompt, uncut where its tokens are not known; null if there are too few.</summary>
    public HostTensor? Fitting(int tokenAxis, int? promptTokens)
    {
        long tokens = Math.Min(Shape[tokenAxis], promptTokens ?? Shape[tokenAxis]);
        if (Shape[tokenAxis] != 1 && tokens < promptTokens)
        {
            return null;
        }

        long[] cut = [.. Shape];
        cut[tokenAxis] = tokens;
        int inner = (int)Product(Shape.AsSpan(tokenAxis + 1));
        int outer = (int)Product(Shape.AsSpan(0, tokenAxis));
        int from = (int)Shape[tokenAxis] * inner;
        int to = (int)tokens * inner;
        var values = new float[outer * to];
        for (int i = 0; i < outer; i++)
        {
            Values.AsSpan(i * from, to).CopyTo(values.AsSpan(i * to));
        }

        return HostTensor.Of<float>(TensorElementType.Float, values, cut);
    }

    /// <summary>Their bytes, for a fingerprint.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes<float>(Values);

    private static long Product(ReadOnlySpan<long> dims)
    {
        long product = 1;
        foreach (long dim in dims)
        {
            product *= dim;
        }

        return product;
    }
}

using Interplay.Onnx.Mechanistic.Rewriting;

namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>A running mean of what a site gives, over all positions or for each.</summary>
internal sealed class MeanValue(MaskSite site, MeanOver over)
{
    private double[][] _sums = [];
    private long[] _counts = [];
    private long[] _shape = [];

    /// <summary>Adds what the site gives on one prompt.</summary>
    /// <exception cref="InterplayException"><c>reference-mismatch</c>.</exception>
    public void Add(HostTensor value)
    {
        if (!HostTensor.HasFloats(value.Type))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "reference-mismatch",
                $"'{site.Value}' has elements of the type {value.Type}; means and values of other prompts are taken of real numbers of 16, 32 or 64 bits. Use zero ablation."
            );
        }

        int axis = site.TokenAxis;
        int tokens = (int)value.Shape[axis];
        int positions = over == MeanOver.Positions ? 1 : tokens;
        float[] numbers = value.Floats();
        int inner = 1;
        for (int i = axis + 1; i < value.Shape.Length; i++)
        {
            inner *= (int)value.Shape[i];
        }

        int outer = numbers.Length / Math.Max(1, inner * tokens);
        Grow(positions, outer * inner, value.Shape);
        for (int token = 0; token < tokens; token++)
        {
            int position = over == MeanOver.Positions ? 0 : token;
            _counts[position]++;
            double[] sum = _sums[position];
            for (int block = 0; block < outer; block++)
            {
                ReadOnlySpan<float> from = numbers.AsSpan((block * tokens + token) * inner, inner);
                for (int i = 0; i < inner; i++)
                {
                    sum[block * inner + i] += from[i];
                }
            }
        }
    }

    /// <summary>The mean.</summary>
    public ReferenceValue Mean()
    {
        long[] shape = [.. _shape];
        shape[site.TokenAxis] = _sums.Length;
        int inner = 1;
        for (int i = site.TokenAxis + 1; i < shape.Length; i++)
        {
            inner *= (int)shape[i];
        }

        int positions = _sums.Length;
        var values = new float[positions * _sums[0].Length];
        for (int position = 0; position < positions; position++)
        {
            for (int i = 0; i < _sums[position].Length; i++)
            {
                values[(i / inner * positions + position) * inner + i % inner] = (float)(
                    _sums[position][i] / _counts[position]
                );
            }
        }

        return new ReferenceValue(shape, values);
    }

    private void Grow(int positions, int width, long[] shape)
    {
        if (_shape.Length == 0)
        {
            _shape = shape;
        }

        if (positions > _sums.Length)
        {
            int had = _sums.Length;
            Array.Resize(ref _sums, positions);
            Array.Resize(ref _counts, positions);
            for (int i = had; i < positions; i++)
            {
                _sums[i] = new double[width];
            }
        }
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>
/// A multilayer perceptron on the signs of a mask (-1 where a part is kept): hidden layers of hyperbolic tangents, and beside them a linear
/// path from the signs to the output, so that first order costs no hidden unit. All weights lie in one vector, layer by layer, each layer's
/// matrix (inputs x outputs, row-major) before its biases; the last entries are the linear path.
/// </summary>
internal sealed unsafe class Perceptron
{
    private readonly float[] _weights;
    private readonly PerceptronLayer[] _layers;

    /// <summary>A network without weights yet: all are zero.</summary>
    /// <param name="inputs">Number of parts.</param>
    /// <param name="widths">Units of each hidden layer; at least one.</param>
    public Perceptron(int inputs, params ReadOnlySpan<int> widths)
    {
        Inputs = inputs;
        _layers = new PerceptronLayer[widths.Length + 1];
        int offset = 0;
        int from = inputs;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            int to = layer < widths.Length ? widths[layer] : 1;
            _layers[layer] = new PerceptronLayer(from, to, offset);
            offset += (from + 1) * to;
            from = to;
        }

        LinearOffset = offset;
        _weights = GC.AllocateArray<float>(offset + inputs, pinned: true);
    }

    public int Inputs { get; }

    /// <summary>The layers, the one output last.</summary>
    public ReadOnlySpan<PerceptronLayer> Layers => _layers;

    /// <summary>Where the linear path starts in <see cref="Weights"/>.</summary>
    public int LinearOffset { get; }

    /// <summary>All weights.</summary>
    public Span<float> Weights => _weights;

    private float* Start =>
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_weights));

    /// <summary>Draws the weights: deviation 1/sqrt(inputs) in the hidden layers (Glorot and Bengio, 2010, for tanh), the biases and the linear path zero.</summary>
    public void Draw(SeededRandom random)
    {
        Weights.Clear();
        foreach (PerceptronLayer layer in _layers)
        {
            float deviation = (float)(1 / Math.Sqrt(layer.Inputs));
            foreach (ref float weight in Weights.Slice(layer.Offset, layer.Inputs * layer.Outputs))
            {
                weight = deviation * (float)random.NextGaussian();
            }
        }
    }

    /// <summary>The outputs for the first rows of a matrix of signs; what <see cref="Backward"/> needs stays in <paramref name="work"/>.</summary>
    public ReadOnlySpan<float> Forward(SingleMatrix signs, int rows, PerceptronWork work)
    {
        float* weights = Start;
        Gemm.View input = signs.View;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            PerceptronLayer shape = _layers[layer];
            SingleMatrix output = work.Activations[layer];
            for (int row = 0; row < rows; row++)
            {
                Weights.Slice(shape.BiasOffset, shape.Outputs).CopyTo(output.Row(row));
            }

            Gemm.Add(
                rows,
                shape.Outputs,
                shape.Inputs,
                1,
                input,
                shape.View(weights),
                output.View,
                parallel: false
            );
            if (layer < _layers.Length - 1)
            {
                var all = new Span<float>(output.Data, rows * shape.Outputs);
                TensorPrimitives.Tanh<float>(all, all);
            }

            input = output.View;
        }

        SingleMatrix last = work.Activations[^1];
        Gemm.Add(rows, 1, Inputs, 1, signs.View, Linear(weights), last.View, parallel: false);
        return new ReadOnlySpan<float>(last.Data, rows);
    }

    /// <summary>The gradient of a loss over the rows of the last <see cref="Forward"/>, from its derivatives by the outputs.</summary>
    public void Backward(
        SingleMatrix signs,
        int rows,
        ReadOnlySpan<float> outputDerivatives,
        PerceptronWork work,
        SingleMatrix gradient
    )
    {
        gradient.Clear();
        outputDerivatives[..rows].CopyTo(new Span<float>(work.Derivatives[^1].Data, rows));
        Gemm.View output = work.Derivatives[^1].View;
        Gemm.Add(
            Inputs,
            1,
            rows,
            1,
            signs.View.Transposed,
            output,
            Linear(gradient.Data),
            parallel: false
        );
        for (int layer = _layers.Length - 1; layer >= 0; layer--)
        {
            PerceptronLayer shape = _layers[layer];
            Gemm.View input = layer == 0 ? signs.View : work.Activations[layer - 1].View;
            Gemm.Add(
                shape.Inputs,
                shape.Outputs,
                rows,
                1,
                input.Transposed,
                work.Derivatives[layer].View,
                shape.View(gradient.Data),
                parallel: false
            );
            Span<float> biases = gradient.Row(0).Slice(shape.BiasOffset, shape.Outputs);
            for (int row = 0; row < rows; row++)
            {
                TensorPrimitives.Add(biases, work.Derivatives[layer].Row(row), biases);
            }

            if (layer > 0)
            {
                PassDown(layer, rows, work);
            }
        }
    }

    /// <summary>Derivatives by the sums that enter the tangents of the layer below: tanh' = 1 - tanh^2.</summary>
    private void PassDown(int layer, int rows, PerceptronWork work)
    {
        PerceptronLayer shape = _layers[layer];
        SingleMatrix below = work.Derivatives[layer - 1];
        var derivatives = new Span<float>(below.Data, rows * shape.Inputs);
        derivatives.Clear();
        Gemm.Add(
            rows,
            shape.Inputs,
            shape.Outputs,
            1,
            work.Derivatives[layer].View,
            shape.View(Start).Transposed,
            below.View,
            parallel: false
        );
        var squares = new Span<float>(work.Squares.Data, rows * shape.Inputs);
        var values = new ReadOnlySpan<float>(work.Activations[layer - 1].Data, rows * shape.Inputs);
        TensorPrimitives.Multiply(values, values, squares);
        TensorPrimitives.Subtract(1f, squares, squares);
        TensorPrimitives.Multiply(derivatives, squares, derivatives);
    }

    private Gemm.View Linear(float* weights) => new(weights + LinearOffset, 1, 1);
}

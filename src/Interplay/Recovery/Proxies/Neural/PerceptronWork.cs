using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>The room that a perceptron needs for a batch of rows: what each layer gave, and the derivatives of the loss by what enters it.</summary>
internal sealed class PerceptronWork : IDisposable
{
    public PerceptronWork(Perceptron network, int rows)
    {
        int widest = 1;
        Activations = new SingleMatrix[network.Layers.Length];
        Derivatives = new SingleMatrix[network.Layers.Length];
        for (int layer = 0; layer < Activations.Length; layer++)
        {
            int width = network.Layers[layer].Outputs;
            Activations[layer] = new SingleMatrix(rows, width);
            Derivatives[layer] = new SingleMatrix(rows, width);
            widest = Math.Max(widest, width);
        }

        Rows = rows;
        Squares = new SingleMatrix(rows, widest);
    }

    /// <summary>Most rows of a batch.</summary>
    public int Rows { get; }

    public SingleMatrix[] Activations { get; }

    public SingleMatrix[] Derivatives { get; }

    public SingleMatrix Squares { get; }

    public void Dispose()
    {
        foreach (SingleMatrix matrix in (SingleMatrix[])[.. Activations, .. Derivatives, Squares])
        {
            matrix.Dispose();
        }
    }
}

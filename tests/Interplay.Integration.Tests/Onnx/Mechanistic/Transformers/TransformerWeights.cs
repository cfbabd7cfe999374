using Interplay.Masks;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>A matrix and what is added behind it.</summary>
internal sealed record Linear(Matrix Weights, float[] Bias);

/// <summary>What a norm multiplies and adds.</summary>
internal sealed record Norm(float[] Gain, float[] Shift);

/// <summary>The weights of one layer.</summary>
internal sealed record LayerWeights(
    Linear Query,
    Linear Key,
    Linear Value,
    Linear Out,
    Linear Up,
    Linear Gate,
    Linear Down,
    Norm First,
    Norm Second
);

/// <summary>The weights of a transformer.</summary>
internal sealed record TransformerWeights(
    Matrix Words,
    Matrix Positions,
    IReadOnlyList<LayerWeights> Layers,
    Norm Last,
    Linear Classes
)
{
    /// <summary>Random weights, large enough that every component shows in the logits.</summary>
    public static TransformerWeights Random(TransformerShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        int query = shape.Heads * shape.Width;
        int shared = shape.KeyValueHeads * shape.Width;
        Matrix words = Matrix(shape.Vocabulary, shape.Hidden, 1);
        Matrix positions = Matrix(shape.Positions, shape.Hidden, 0.5);
        var layers = new List<LayerWeights>();
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            layers.Add(
                new LayerWeights(
                    Linear(shape.Hidden, query, 1.5),
                    Linear(shape.Hidden, shared, 1.5),
                    Linear(shape.Hidden, shared, 1),
                    Linear(query, shape.Hidden, 1.5),
                    Linear(shape.Hidden, shape.Neurons, 1),
                    Linear(shape.Hidden, shape.Neurons, 1),
                    Linear(shape.Neurons, shape.Hidden, 1.5),
                    Norm(),
                    Norm()
                )
            );
        }

        return new TransformerWeights(
            words,
            positions,
            layers,
            Norm(),
            Linear(shape.Hidden, shape.Classes, 1)
        );

        Linear Linear(int rows, int columns, double size) =>
            new(
                Matrix(rows, columns, size / Math.Sqrt(rows)),
                Numbers(columns, shape.HasBiases ? 0.3 : 0, 0)
            );

        Norm Norm() =>
            new(
                Numbers(shape.Hidden, 0.2, 1),
                Numbers(shape.Hidden, shape.IsRootMeanSquare ? 0 : 0.2, 0)
            );

        Matrix Matrix(int rows, int columns, double size) =>
            new(rows, columns, Numbers(rows * columns, size, 0));

        float[] Numbers(int count, double size, double mean) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(_ => (float)(mean + size * random.NextGaussian())),
            ];
    }
}

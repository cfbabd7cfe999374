using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>
/// Trains one perceptron by Adam on shuffled batches and keeps the weights at the step whose error on the validation rows, which never enter a
/// gradient, was least. Deterministic for a seed: one thread, a fixed order.
/// </summary>
internal sealed class PerceptronTraining : IDisposable
{
    /// <summary>Times at which the validation rows are looked at.</summary>
    private const int Looks = 60;

    private readonly NeuralOptions _options;
    private readonly SingleMatrix _train;
    private readonly SingleMatrix _validation;
    private readonly float[] _trainValues;
    private readonly float[] _validationValues;
    private readonly SingleMatrix _batch;
    private readonly float[] _batchValues;

    private PerceptronTraining(
        SingleMatrix signs,
        float[] values,
        int[] validationRows,
        NeuralOptions options
    )
    {
        _options = options;
        bool[] validates = new bool[values.Length];
        foreach (int row in validationRows)
        {
            validates[row] = true;
        }

        int[] trainRows = [.. Enumerable.Range(0, values.Length).Where(row => !validates[row])];
        _train = Pick(signs, trainRows);
        _validation = Pick(signs, validationRows);
        _trainValues = [.. trainRows.Select(row => values[row])];
        _validationValues = [.. validationRows.Select(row => values[row])];
        int batch = Math.Min(options.Batch, trainRows.Length);
        _batch = new SingleMatrix(batch, signs.Columns);
        _batchValues = new float[batch];
    }

    /// <summary>Trains a network.</summary>
    /// <param name="signs">One row of signs a mask.</param>
    /// <param name="values">One standardised value a mask.</param>
    /// <param name="validationRows">The rows to stop on.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Draws the weights and the batches.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    public static Perceptron Run(
        SingleMatrix signs,
        float[] values,
        int[] validationRows,
        NeuralOptions options,
        SeededRandom random,
        CancellationToken cancellationToken
    )
    {
        using var training = new PerceptronTraining(signs, values, validationRows, options);
        return training.Run(random, cancellationToken);
    }

    public void Dispose()
    {
        _train.Dispose();
        _validation.Dispose();
        _batch.Dispose();
    }

    private Perceptron Run(SeededRandom random, CancellationToken cancellationToken)
    {
        var network = new Perceptron(_train.Columns, [.. _options.Widths]);
        network.Draw(random);
        using var work = new PerceptronWork(network, Math.Max(_batch.Rows, _validation.Rows));
        using var gradient = new SingleMatrix(1, network.Weights.Length);
        var adam = new Adam(network.Weights.Length);
        float[] decay = Decay(network);
        float[] best = network.Weights.ToArray();
        float least = ValidationError(network, work);
        int bestStep = 0;
        int look = Math.Max(1, _options.MostSteps / Looks);
        int next = 0;
        int[] order = random.Permutation(_train.Rows);
        for (int step = 1; step <= _options.MostSteps; step++)
        {
            if (next + _batch.Rows > order.Length)
            {
                random.Shuffle<int>(order);
                next = 0;
            }

            Load(order.AsSpan(next, _batch.Rows));
            next += _batch.Rows;
            Gradient(network, work, gradient);
            adam.Step(network.Weights, gradient.Row(0), decay, Rate(step));
            if (step % look != 0)
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            float error = ValidationError(network, work);
            if (error < least)
            {
                least = error;
                bestStep = step;
                network.Weights.CopyTo(best);
            }
            else if (step - bestStep > _options.Patience * _options.MostSteps)
            {
                break;
            }
        }

        best.CopyTo(network.Weights);
        return network;
    }

    /// <summary>The gradient of the mean squared error over the batch.</summary>
    private void Gradient(Perceptron network, PerceptronWork work, SingleMatrix gradient)
    {
        int rows = _batch.Rows;
        Span<float> derivatives = rows <= 256 ? stackalloc float[rows] : new float[rows];
        TensorPrimitives.Subtract(network.Forward(_batch, rows, work), _batchValues, derivatives);
        TensorPrimitives.Multiply(derivatives, 2f / rows, derivatives);
        network.Backward(_batch, rows, derivatives, work, gradient);
    }

    private float ValidationError(Perceptron network, PerceptronWork work)
    {
        float distance = TensorPrimitives.Distance(
            network.Forward(_validation, _validation.Rows, work),
            _validationValues
        );
        return distance * distance / _validation.Rows;
    }

    private void Load(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            _train.Row(rows[i]).CopyTo(_batch.Row(i));
            _batchValues[i] = _trainValues[rows[i]];
        }
    }

    private float Rate(int step) =>
        _options.Rate
        * (0.1f + 0.45f * (1 + MathF.Cos(MathF.PI * step / Math.Max(1, _options.MostSteps))));

    /// <summary>The decay of each weight; biases have none.</summary>
    private float[] Decay(Perceptron network)
    {
        var decay = new float[network.Weights.Length];
        foreach (PerceptronLayer layer in network.Layers)
        {
            decay.AsSpan(layer.Offset, layer.Inputs * layer.Outputs).Fill(_options.Decay);
        }

        decay.AsSpan(network.LinearOffset).Fill(_options.LinearDecay);
        return decay;
    }

    private static SingleMatrix Pick(SingleMatrix signs, int[] rows)
    {
        var picked = new SingleMatrix(rows.Length, signs.Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            signs.Row(rows[i]).CopyTo(picked.Row(i));
        }

        return picked;
    }
}

using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>Several perceptrons, averaged.</summary>
internal sealed class PerceptronEnsemble
{
    /// <summary>Rows that are evaluated at a time.</summary>
    private const int Chunk = 512;

    private readonly Perceptron[] _members;

    private PerceptronEnsemble(Perceptron[] members) => _members = members;

    /// <summary>Trains the members one after another, each with its own share of the rows to stop on; the shares do not overlap.</summary>
    /// <param name="masks">The masks, one bit column a part.</param>
    /// <param name="values">One standardised value a mask.</param>
    /// <param name="options">How.</param>
    /// <param name="seed">Seed of all that is random.</param>
    /// <param name="cancellationToken">Stops the training.</param>
    public static PerceptronEnsemble Train(
        BitColumns masks,
        double[] values,
        NeuralOptions options,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        using SingleMatrix signs = SignBatch.Of(masks);
        float[] single = [.. values.Select(static value => (float)value)];
        int[] order = new SeededRandom(seed).Permutation(values.Length);
        double share = Math.Min(options.ValidationShare, 1.0 / options.Members);
        int rows = Math.Max(1, (int)(values.Length * share));
        var members = new Perceptron[options.Members];
        for (int member = 0; member < members.Length; member++)
        {
            members[member] = PerceptronTraining.Run(
                signs,
                single,
                order[(member * rows)..((member + 1) * rows)],
                options,
                new SeededRandom(seed, (ulong)member + 1),
                cancellationToken
            );
        }

        return new PerceptronEnsemble(members);
    }

    /// <summary>The mean output at each mask.</summary>
    public double[] Predict(BitColumns masks)
    {
        var predicted = new double[masks.RowCount];
        int chunk = Math.Min(Chunk, masks.RowCount);
        using var signs = new SingleMatrix(chunk, masks.ColumnCount);
        using var work = new PerceptronWork(_members[0], chunk);
        for (int start = 0; start < masks.RowCount; start += chunk)
        {
            int rows = Math.Min(chunk, masks.RowCount - start);
            SignBatch.Fill(masks, start, rows, signs);
            foreach (Perceptron member in _members)
            {
                ReadOnlySpan<float> outputs = member.Forward(signs, rows, work);
                for (int row = 0; row < rows; row++)
                {
                    predicted[start + row] += outputs[row] / _members.Length;
                }
            }
        }

        return predicted;
    }
}

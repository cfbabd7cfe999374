using Interplay.Masks;

namespace Interplay.Onnx.Causal;

/// <summary>Draws tokens from log-probabilities by temperature and nucleus, from one seed.</summary>
internal sealed class TokenSampler(GenerationOptions options)
{
    private readonly SeededRandom _random = new(options.Seed);

    /// <summary>The next token; of equally probable ones the lowest id goes first.</summary>
    public int Choose(ReadOnlySpan<double> logProbabilities)
    {
        int best = IndexOfMax(logProbabilities);
        if (options.Temperature == 0)
        {
            return best;
        }

        // Weights are relative to the most probable token, so that a low temperature cannot overflow.
        var weights = new double[logProbabilities.Length];
        for (int token = 0; token < weights.Length; token++)
        {
            weights[token] = Math.Exp(
                (logProbabilities[token] - logProbabilities[best]) / options.Temperature
            );
        }

        int[] order = [.. Enumerable.Range(0, weights.Length)];
        Array.Sort(
            order,
            (a, b) => weights[a] == weights[b] ? a.CompareTo(b) : weights[b].CompareTo(weights[a])
        );
        return Draw(order, weights);
    }

    private int Draw(int[] order, double[] weights)
    {
        double total = 0;
        foreach (int token in order)
        {
            total += weights[token];
        }

        int kept = 0;
        double mass = 0;
        while (kept < order.Length && (kept == 0 || mass < options.TopP * total))
        {
            mass += weights[order[kept++]];
        }

        double left = _random.NextDouble() * mass;
        for (int i = 0; i < kept; i++)
        {
            left -= weights[order[i]];
            if (left < 0)
            {
                return order[i];
            }
        }

        return order[kept - 1];
    }

    private static int IndexOfMax(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
            {
                best = i;
            }
        }

        return best;
    }
}

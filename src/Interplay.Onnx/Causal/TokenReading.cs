using System.Numerics.Tensors;

namespace Interplay.Onnx.Causal;

/// <summary>What a model expects after each of the last tokens of a sequence. Immutable.</summary>
public sealed class TokenReading
{
    private readonly float[] _logits;
    private readonly int _vocabulary;

    internal TokenReading(float[] logits, int vocabulary, int first, int last)
    {
        _logits = logits;
        _vocabulary = vocabulary;
        First = first;
        Last = last;
    }

    /// <summary>The first position read; the token there is numbered from 0.</summary>
    public int First { get; }

    /// <summary>The last position read, the end of the sequence.</summary>
    public int Last { get; }

    /// <summary>The natural logarithms of the probabilities of every token of the vocabulary after a position: log-softmax in double precision.</summary>
    /// <param name="position">From <see cref="First"/> to <see cref="Last"/>.</param>
    public double[] LogProbabilities(int position)
    {
        var values = new double[_vocabulary];
        TensorPrimitives.ConvertTruncating(Logits(position), values);
        TensorPrimitives.Subtract(values, LogTotal(values), values);
        return values;
    }

    /// <summary>How probable a token is after a position.</summary>
    /// <param name="position">From <see cref="First"/> to <see cref="Last"/>.</param>
    /// <param name="token">The id of the token.</param>
    /// <param name="alternatives">How many of the most probable tokens to report with it, 0 or more; no more than the vocabulary has.</param>
    public TokenScore Score(int position, int token, int alternatives = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(alternatives);
        ReadOnlySpan<float> logits = Logits(position);
        ArgumentOutOfRangeException.ThrowIfNegative(token);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, logits.Length);
        var values = new double[_vocabulary];
        TensorPrimitives.ConvertTruncating(logits, values);
        double total = LogTotal(values);
        int rank = 1;
        foreach (double value in values)
        {
            rank += value > values[token] ? 1 : 0;
        }

        int[] top = Top(values, Math.Min(alternatives, values.Length));
        return new TokenScore(
            token,
            values[token] - total,
            rank,
            Array.ConvertAll(top, id => new TokenAlternative(id, values[id] - total))
        );
    }

    private ReadOnlySpan<float> Logits(int position)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(position, First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, Last);
        return _logits.AsSpan((position - First) * _vocabulary, _vocabulary);
    }

    /// <summary>log sum exp, about the greatest logit so that nothing overflows.</summary>
    private static double LogTotal(double[] logits)
    {
        double greatest = TensorPrimitives.Max<double>(logits);
        var terms = new double[logits.Length];
        TensorPrimitives.Subtract(logits, greatest, terms);
        TensorPrimitives.Exp<double>(terms, terms);
        return greatest + Math.Log(TensorPrimitives.Sum<double>(terms));
    }

    /// <summary>The ids of the greatest values, greatest first, equal ones by id; few are wanted of many, so they are inserted in order.</summary>
    private static int[] Top(double[] values, int count)
    {
        var top = new int[count];
        int filled = 0;
        for (int id = 0; id < values.Length && count > 0; id++)
        {
            if (filled == count && values[id] <= values[top[count - 1]])
            {
                continue;
            }

            int at = filled < count ? filled++ : count - 1;
            while (at > 0 && values[top[at - 1]] < values[id])
            {
                top[at] = top[at - 1];
                at--;
            }

            top[at] = id;
        }

        return top;
    }
}

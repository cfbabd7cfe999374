namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>Operators in double precision, as the ONNX specification defines them.</summary>
internal static class NaiveSteps
{
    public static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, static (x, y) => x + y)];

    public static double[] Apply(Linear linear, double[] vector) =>
        Sum(linear.Weights.Times(vector), [.. linear.Bias.Select(static value => (double)value)]);

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    public static double[] Softmax(double[] scores)
    {
        double most = scores.Max();
        double[] powers = [.. scores.Select(score => Math.Exp(score - most))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }

    /// <summary>LayerNormalization, or RMSNormalization.</summary>
    public static double[] Normalise(
        double[] vector,
        Norm norm,
        bool rootMeanSquare,
        double epsilon
    )
    {
        double mean = rootMeanSquare ? 0 : vector.Average();
        double variance = vector.Average(value => (value - mean) * (value - mean));
        double size = Math.Sqrt(variance + epsilon);
        return
        [
            .. vector.Select((value, i) => (value - mean) / size * norm.Gain[i] + norm.Shift[i]),
        ];
    }

    public static double Activate(Activation activation, double x) =>
        activation switch
        {
            Activation.Relu => Math.Max(x, 0),
            Activation.Gelu => x * 0.5 * (1 + Erf(x / Math.Sqrt(2))),
            Activation.GeluTanh => x
                * 0.5
                * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
            Activation.Sine => Math.Sin(x),
            _ => x / (1 + Math.Exp(-x)),
        };

    /// <summary>Turns pairs half a width apart by the position times their frequency.</summary>
    public static void Rotate(Span<double> head, int position)
    {
        int half = head.Length / 2;
        for (int i = 0; i < half; i++)
        {
            double angle = Angle(position, i, head.Length);
            (double x, double y) = (head[i], head[i + half]);
            head[i] = x * Math.Cos(angle) - y * Math.Sin(angle);
            head[i + half] = y * Math.Cos(angle) + x * Math.Sin(angle);
        }
    }

    public static double Angle(int position, int pair, int width) =>
        position * Math.Pow(10_000, -2.0 * pair / width);

    /// <summary>The series of erf, summed until it stands still; beyond 6 it is 1 to all digits.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = x;
        double sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}

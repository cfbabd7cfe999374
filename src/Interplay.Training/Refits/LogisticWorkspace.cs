namespace Interplay.Training.Refits;

/// <summary>Memory of one thread for logistic refits.</summary>
internal sealed class LogisticWorkspace(int width, int sums, int parts, int rows, int memory)
{
    public double[] Sum { get; } = new double[sums];

    public (int Start, int End)[] Runs { get; } = new (int, int)[parts + 1];

    public double[] Margins { get; } = new double[rows];

    public double[] Weights { get; } = new double[width];

    public double[] Gradient { get; } = new double[width];

    public double[] Direction { get; } = new double[width];

    public double[] NextWeights { get; } = new double[width];

    public double[] NextGradient { get; } = new double[width];

    public CurvaturePairs Pairs { get; } = new(width, memory);
}

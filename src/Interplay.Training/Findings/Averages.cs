namespace Interplay.Training.Findings;

/// <summary>Mean and its standard error.</summary>
internal static class Averages
{
    public static (double Mean, double Error) Of(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return (
            mean,
            values.Count < 2 ? 0 : Math.Sqrt(squares / (values.Count - 1) / values.Count)
        );
    }
}

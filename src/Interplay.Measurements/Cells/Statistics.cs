namespace Interplay.Measurements.Cells;

/// <summary>Means and medians of figures.</summary>
internal static class Statistics
{
    /// <summary>The mean; null when there is nothing or anything is unknown.</summary>
    public static double? Mean(IEnumerable<double?> values)
    {
        double?[] all = [.. values];
        return all.Length == 0 || all.Contains(null) ? null : all.Average();
    }

    /// <summary>The median, the mean of both middle ones for an even count; null when there is nothing.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? null
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

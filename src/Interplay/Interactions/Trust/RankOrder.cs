namespace Interplay.Interactions.Trust;

/// <summary>The order of some numbers, sorted once, so that the ranks of every bootstrap resample cost one pass.</summary>
internal sealed class RankOrder
{
    private readonly double[] _values;
    private readonly int[] _order;

    public RankOrder(double[] values)
    {
        _values = values;
        _order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(values.ToArray(), _order);
    }

    /// <summary>The middle ranks of the numbers when each is there so often; equal numbers share a rank.</summary>
    public double[] Ranks(int[] counts)
    {
        var ranks = new double[_values.Length];
        long before = 0;
        for (int start = 0; start < _order.Length; )
        {
            int end = start;
            long here = 0;
            while (end < _order.Length && _values[_order[end]] == _values[_order[start]])
            {
                here += counts[_order[end++]];
            }

            for (; start < end; start++)
            {
                ranks[_order[start]] = before + (here - 1) / 2.0;
            }

            before += here;
        }

        return ranks;
    }

    /// <summary>Weighted correlation of two rankings; 0 where one of them is constant.</summary>
    public static double Correlation(double[] a, double[] b, int[] counts)
    {
        double mean = (counts.Sum() - 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int row = 0; row < counts.Length; row++)
        {
            double x = a[row] - mean;
            double y = b[row] - mean;
            ab += counts[row] * x * y;
            aa += counts[row] * x * x;
            bb += counts[row] * y * y;
        }

        return aa == 0 || bb == 0 ? 0 : ab / Math.Sqrt(aa * bb);
    }
}

using Interplay.Masks;

namespace Interplay.Recovery;

/// <summary>The values of several outputs as methods receive them: row by row.</summary>
internal static class OutputValues
{
    /// <summary>Number of outputs.</summary>
    /// <exception cref="InterplayException"><c>values-mismatched</c>: the values are not a whole number of outputs for each mask.</exception>
    public static int Count(MaskMatrix masks, ReadOnlySpan<double> values)
    {
        if (masks.RowCount == 0 || values.Length == 0 || values.Length % masks.RowCount != 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "values-mismatched",
                $"{masks.RowCount} masks need the same number of values each; found {values.Length} values."
            );
        }

        return values.Length / masks.RowCount;
    }

    /// <summary>The values of one output.</summary>
    public static double[] Column(ReadOnlySpan<double> values, int outputs, int output)
    {
        var column = new double[values.Length / outputs];
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = values[row * outputs + output];
        }

        return column;
    }
}

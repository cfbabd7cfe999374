using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>The distinct masks of one call and what is known of them.</summary>
internal sealed class AblationRun(MaskMatrix masks, IReadOnlyList<string> outputs)
{
    /// <summary>Rows that were not in the journal and have a value now.</summary>
    public int Evaluated { get; private set; }

    public AblationCost Cost { get; private set; }

    public MaskMatrix Masks { get; } = masks;

    public double[] Values { get; } = new double[masks.RowCount * outputs.Count];

    public bool[] Known { get; } = new bool[masks.RowCount];

    public int[] Missing() => [.. Enumerable.Range(0, Known.Length).Where(row => !Known[row])];

    /// <summary>Takes the values of one row.</summary>
    public void Accept(int row, ReadOnlySpan<double> values, AblationCost cost = default)
    {
        values.CopyTo(Values.AsSpan(row * outputs.Count, outputs.Count));
        Known[row] = true;
        Evaluated++;
        Cost += cost;
    }

    public Ablations Completed()
    {
        int[] rows = [.. Enumerable.Range(0, Known.Length).Where(row => Known[row])];
        return new Ablations
        {
            Masks = Masks.Select(rows),
            Outputs = outputs,
            Values = rows.SelectMany(row =>
                    Values[(row * outputs.Count)..((row + 1) * outputs.Count)]
                )
                .ToArray(),
            Evaluated = Evaluated,
            Cost = Cost,
        };
    }

    /// <summary>The values in the order, and with the repetitions, of the masks that were asked for.</summary>
    public Ablations Spread(MaskMatrix wanted, int[] numbers)
    {
        double[] values = Values;
        if (!ReferenceEquals(wanted, Masks))
        {
            values = new double[wanted.RowCount * outputs.Count];
            for (int row = 0; row < numbers.Length; row++)
            {
                Values
                    .AsSpan(numbers[row] * outputs.Count, outputs.Count)
                    .CopyTo(values.AsSpan(row * outputs.Count));
            }
        }

        return new Ablations
        {
            Masks = wanted,
            Outputs = outputs,
            Values = values,
            Evaluated = Evaluated,
            Cost = Cost,
        };
    }

    public static bool IsFinite(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }
}

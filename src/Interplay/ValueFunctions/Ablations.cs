using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>Masks with their values: what has been paid for.</summary>
public sealed record Ablations
{
    /// <summary>The masks.</summary>
    public required MaskMatrix Masks { get; init; }

    /// <summary>Names of the outputs.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>The values, masks x outputs, row by row; all finite.</summary>
    public required ReadOnlyMemory<double> Values { get; init; }

    /// <summary>How many masks the value function was really asked for.</summary>
    public required int Evaluated { get; init; }

    /// <summary>How many came from the journal or repeated another row.</summary>
    public int Reused => Masks.RowCount - Evaluated;

    /// <summary>The values of one output, one a mask.</summary>
    public double[] OfOutput(int output)
    {
        var column = new double[Masks.RowCount];
        ReadOnlySpan<double> values = Values.Span;
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = values[row * Outputs.Count + output];
        }

        return column;
    }
}

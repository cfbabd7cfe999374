namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>Weights, row after row.</summary>
internal sealed record Matrix(int Rows, int Columns, float[] Values)
{
    /// <summary>A row vector times the matrix.</summary>
    public double[] Times(double[] vector)
    {
        var product = new double[Columns];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                product[column] += vector[row] * Values[row * Columns + column];
            }
        }

        return product;
    }

    public double[] Row(int row) => [.. Values.Skip(row * Columns).Take(Columns)];

    public Matrix Transposed()
    {
        var turned = new float[Values.Length];
        for (int i = 0; i < Values.Length; i++)
        {
            turned[i % Columns * Rows + i / Columns] = Values[i];
        }

        return new Matrix(Columns, Rows, turned);
    }

    /// <summary>Matrices side by side.</summary>
    public static Matrix Joined(params Matrix[] parts)
    {
        IEnumerable<float> values = Enumerable
            .Range(0, parts[0].Rows)
            .SelectMany(row =>
                parts.SelectMany(part => part.Values.Skip(row * part.Columns).Take(part.Columns))
            );
        return new Matrix(parts[0].Rows, parts.Sum(static part => part.Columns), values.ToArray());
    }
}

using System.Numerics.Tensors;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The last step of SPEX and ProxySPEX: a regression of the values on the characters of the terms found, with an unpenalised constant.
/// The penalty is given or chosen by generalised cross-validation (Golub, Heath and Wahba, 1979).
/// </summary>
internal sealed record RidgeFit
{
    /// <summary>The constant followed by the fitted terms in the order they were given.</summary>
    public required IReadOnlyList<SpectrumTerm> Terms { get; init; }

    /// <summary>The penalty, relative to a Gram matrix scaled to a diagonal of one.</summary>
    public required double Penalty { get; init; }

    /// <summary>Effective number of parameters, the constant included.</summary>
    public required double DegreesOfFreedom { get; init; }

    /// <summary>Standard deviation of the residuals, corrected for the parameters; null when no degree of freedom is left.</summary>
    public required double? ResidualDeviation { get; init; }

    /// <summary>The generalised cross-validation score: an estimate of the squared error on a new mask; infinite when no degree of freedom is left.</summary>
    public required double CrossValidationScore { get; init; }

    /// <summary>Least squares: the smallest penalty that keeps the factorisation sound.</summary>
    public static RidgeFit LeastSquares(
        BitColumns parts,
        IReadOnlyList<PartSet> sets,
        ReadOnlySpan<double> values
    ) => Fit(parts, sets, values, 0);

    /// <summary>Ridge regression.</summary>
    /// <param name="parts">Bit columns of the masks learned from.</param>
    /// <param name="sets">The terms, none of them empty, each once.</param>
    /// <param name="values">One value a mask.</param>
    /// <param name="penalty">The relative penalty; null chooses it by generalised cross-validation.</param>
    /// <param name="weights">Multiplies the penalty of each term; positive. Empty penalises all terms alike.</param>
    public static RidgeFit Fit(
        BitColumns parts,
        IReadOnlyList<PartSet> sets,
        ReadOnlySpan<double> values,
        double? penalty = null,
        ReadOnlySpan<double> weights = default
    )
    {
        int rows = values.Length;
        int count = sets.Count;
        CharacterColumns characters = CharacterColumns.Of(parts, sets);
        double mean = Mean(values);
        var centred = new double[rows];
        double total = 0;
        for (int row = 0; row < rows; row++)
        {
            centred[row] = values[row] - mean;
            total += centred[row] * centred[row];
        }

        if (count == 0)
        {
            return Constant(mean, total, rows);
        }

        (double[] gram, double[] sums) = CentredGram(characters);
        var right = new double[count];
        for (int term = 0; term < count; term++)
        {
            right[term] = characters.Dot(term, centred) / rows;
        }

        double[] scales = Scale(gram, right, weights);

        double chosen =
            penalty ?? ChoosePenalty(Tridiagonal.Reduce(gram, right), total / rows, rows);
        Cholesky? factor = null;
        for (double shift = chosen; factor is null; shift = Math.Max(shift * 10, 1e-12))
        {
            factor = Cholesky.Factor(gram, count, shift);
            chosen = shift;
        }

        double[] coefficients = factor.Solve(right);
        double[] inverse = factor.InverseDiagonal();
        double inverseTrace = TensorPrimitives.Sum<double>(inverse);
        TensorPrimitives.Multiply(coefficients, scales, coefficients);
        double constant = mean;
        var residuals = centred;
        for (int term = 0; term < count; term++)
        {
            double offset = coefficients[term] * sums[term] / rows;
            constant -= offset;
            characters.AddTo(term, -coefficients[term], residuals);
        }

        double shiftBack = constant - mean;
        double error = 0;
        for (int row = 0; row < rows; row++)
        {
            double residual = residuals[row] - shiftBack;
            error += residual * residual;
        }

        double freedom = 1 + count - chosen * inverseTrace;
        double left = rows - freedom;
        double? deviation = left > 0.5 ? Math.Sqrt(error / left) : null;
        var terms = new SpectrumTerm[count + 1];
        terms[0] = new SpectrumTerm(PartSet.Empty, constant, deviation / Math.Sqrt(rows));
        for (int term = 0; term < count; term++)
        {
            terms[term + 1] = new SpectrumTerm(
                sets[term],
                coefficients[term],
                deviation * scales[term] * Math.Sqrt(inverse[term] / rows)
            );
        }

        return new RidgeFit
        {
            Terms = terms,
            Penalty = chosen,
            DegreesOfFreedom = freedom,
            ResidualDeviation = deviation,
            CrossValidationScore =
                left > 0.5 ? error * rows / (left * left) : double.PositiveInfinity,
        };
    }

    /// <summary>X'X / rows of the centred characters, and the sums of the characters.</summary>
    internal static (double[] Gram, double[] Sums) CentredGram(CharacterColumns characters)
    {
        int count = characters.Count;
        double rows = characters.RowCount;
        var sums = new double[count];
        for (int term = 0; term < count; term++)
        {
            sums[term] = characters.Sum(term);
        }

        var gram = new double[count * count];
        Parallel.For(
            0,
            count,
            i =>
            {
                for (int j = 0; j <= i; j++)
                {
                    double dot = (characters.Dot(i, j) - sums[i] * sums[j] / rows) / rows;
                    gram[i * count + j] = dot;
                    gram[j * count + i] = dot;
                }
            }
        );
        return (gram, sums);
    }

    /// <summary>A weighted penalty is an equal one on terms scaled by 1/sqrt(weight): scales the system in place and returns the factors.</summary>
    private static double[] Scale(double[] gram, double[] right, ReadOnlySpan<double> weights)
    {
        int count = right.Length;
        var scales = new double[count];
        Array.Fill(scales, 1);
        if (weights.IsEmpty)
        {
            return scales;
        }

        for (int term = 0; term < count; term++)
        {
            scales[term] = 1 / Math.Sqrt(weights[term]);
        }

        TensorPrimitives.Multiply(right, scales, right);
        for (int i = 0; i < count; i++)
        {
            Span<double> row = gram.AsSpan(i * count, count);
            TensorPrimitives.Multiply(row, scales, row);
            TensorPrimitives.Multiply(row, scales[i], row);
        }

        return scales;
    }

    private static double ChoosePenalty(Tridiagonal system, double variance, int rows)
    {
        int count = system.Right.Length;
        double best = 1;
        double bestScore = double.PositiveInfinity;
        // Two decades below the noise floor of single masks up to a shrinkage by ten, five steps a decade.
        for (int step = -30; step <= 5; step++)
        {
            double penalty = Math.Pow(10, step / 5.0);
            (double fit, double energy, double inverseTrace) = system.Shifted(penalty);
            double left = rows - (1 + count - penalty * inverseTrace);
            double error = Math.Max(variance - 2 * fit + energy, 0);
            double score = left > 0.5 ? error / (left * left) : double.PositiveInfinity;
            if (score < bestScore)
            {
                bestScore = score;
                best = penalty;
            }
        }

        return best;
    }

    private static RidgeFit Constant(double mean, double total, int rows)
    {
        double? deviation = rows > 1 ? Math.Sqrt(total / (rows - 1)) : null;
        return new RidgeFit
        {
            Terms = [new SpectrumTerm(PartSet.Empty, mean, deviation / Math.Sqrt(rows))],
            Penalty = 0,
            DegreesOfFreedom = 1,
            ResidualDeviation = deviation,
            CrossValidationScore =
                rows > 1 ? total * rows / ((rows - 1.0) * (rows - 1.0)) : double.PositiveInfinity,
        };
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}

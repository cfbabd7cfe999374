using System.Numerics;
using System.Numerics.Tensors;
using Interplay.Masks;

namespace Interplay.Interactions.Trust;

/// <summary>
/// How far a coefficient is from the truth, as masks tell that the spectrum was not learned from. Under uniform masks the characters are
/// orthonormal, so F(S) - Fhat(S) = E[(f - fhat) chi_S]: the mean of the residuals times the character estimates the deviation without bias,
/// and with far less variance than the mean of f chi_S does, because what the spectrum explains is out of it.
/// </summary>
/// <param name="Term">The term that is judged.</param>
/// <param name="Deviation">Estimate of F(S) - Fhat(S), in the unit of the output.</param>
/// <param name="StandardError">Standard error of that estimate, from the spread of residual times character over the masks.</param>
public readonly record struct CoefficientDeviation(
    SpectrumTerm Term,
    double Deviation,
    double StandardError
)
{
    /// <summary>
    /// Whether the nominal 90 % interval of the coefficient holds the truth. The estimate of the deviation has an error of its own, which is
    /// independent of the coefficient's and added to it in quadrature. False where the term has no standard error.
    /// </summary>
    public bool IsHeld =>
        Term.StandardError is double error
        && Math.Abs(Deviation)
            <= NormalDistribution.Upper95
                * Math.Sqrt(error * error + StandardError * StandardError);

    /// <summary>Measures every term but the constant. O(terms x masks).</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="fresh">Uniform, independent masks that it was not learned from; at least 2.</param>
    /// <param name="values">The value at each of them.</param>
    /// <returns>One deviation a term, in the order of the terms.</returns>
    public static IReadOnlyList<CoefficientDeviation> Measure(
        Spectrum spectrum,
        MaskMatrix fresh,
        ReadOnlySpan<double> values
    )
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(fresh);
        ArgumentOutOfRangeException.ThrowIfLessThan(fresh.RowCount, 2, nameof(fresh));
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, fresh.RowCount, nameof(values));
        var residuals = new double[values.Length];
        TensorPrimitives.Subtract(values, spectrum.Evaluate(fresh), residuals);
        double total = TensorPrimitives.Sum<double>(residuals);
        double square = TensorPrimitives.SumOfSquares<double>(residuals) / residuals.Length;
        var deviations = new List<CoefficientDeviation>(spectrum.Terms.Count);
        foreach (SpectrumTerm term in spectrum.Terms.Where(static term => term.Parts.Order > 0))
        {
            double mean =
                (total - 2 * SumWhereOdd(term.Parts, fresh.Columns, residuals)) / residuals.Length;
            double variance = Math.Max(0, square - mean * mean);
            deviations.Add(
                new CoefficientDeviation(term, mean, Math.Sqrt(variance / (residuals.Length - 1)))
            );
        }

        return deviations;
    }

    /// <summary>Sum of the residuals where the character is -1.</summary>
    private static double SumWhereOdd(PartSet parts, BitColumns columns, double[] residuals)
    {
        double sum = 0;
        for (int word = 0; word < Mask.WordCount(columns.RowCount); word++)
        {
            ulong odd = 0;
            foreach (int part in parts.Parts)
            {
                odd ^= columns.Column(part)[word];
            }

            for (; odd != 0; odd &= odd - 1)
            {
                sum += residuals[word * 64 + BitOperations.TrailingZeroCount(odd)];
            }
        }

        return sum;
    }
}

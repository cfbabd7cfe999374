using System.Numerics.Tensors;
using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Recovery;

/// <summary>The values of one output, centred and scaled to unit variance, so that methods do not care about its unit.</summary>
internal sealed class StandardisedValues
{
    /// <summary>What methods say of an output that does not vary.</summary>
    public const string ConstantNote = "every value is the same: the spectrum is a constant.";

    /// <summary>Values that differ by less than this share of their size differ by how they were rounded.</summary>
    private const double Rounding = 1e-15;

    private StandardisedValues(double[] values, double mean, double deviation)
    {
        Values = values;
        Mean = mean;
        Deviation = deviation;
    }

    /// <summary>(value - mean) / deviation; zeros when every value is the same.</summary>
    public double[] Values { get; }

    public double Mean { get; }

    /// <summary>Population standard deviation; 0 when every value is the same to working precision.</summary>
    public double Deviation { get; }

    public static StandardisedValues Of(double[] raw)
    {
        // From the first value on: of a large constant plus a small function the mean alone would leave its rounding.
        var values = new double[raw.Length];
        TensorPrimitives.Subtract(raw, raw[0], values);
        double above = TensorPrimitives.Sum<double>(values) / raw.Length;
        TensorPrimitives.Subtract(values, above, values);
        double mean = raw[0] + above;
        double deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(values) / values.Length);
        if (deviation <= Rounding * Math.Abs(TensorPrimitives.MaxMagnitude<double>(raw)))
        {
            Array.Clear(values);
            return new StandardisedValues(values, mean, 0);
        }

        TensorPrimitives.Divide(values, deviation, values);
        return new StandardisedValues(values, mean, deviation);
    }

    /// <summary>The values in single precision.</summary>
    public float[] Single() => [.. Values.Select(static value => (float)value)];

    /// <summary>Standardised residuals in the unit of the output.</summary>
    public double[] InUnit(double[] residuals)
    {
        var scaled = new double[residuals.Length];
        TensorPrimitives.Multiply(residuals, Deviation, scaled);
        return scaled;
    }

    /// <summary>What is recovered when every value is the same.</summary>
    public OutputRecovery ConstantRecovery(int partCount) =>
        new()
        {
            Spectrum = new Spectrum(partCount, [new SpectrumTerm(PartSet.Empty, Mean, 0)]),
            ResidualDeviation = 0,
            OutOfFoldResiduals = new double[Values.Length],
        };
}

namespace Interplay.Interactions;

/// <summary>
/// How the energy of a spectrum, by Parseval its share of the variance, lies among the layers of a model: single parts by their layer, sets of two and
/// more either within one layer or across several. All energies are in the squared unit of the output.
/// </summary>
public sealed record LayerEnergy
{
    private LayerEnergy(double[] single, double[] within, double[] acrossBySpan)
    {
        Single = single;
        Within = within;
        AcrossBySpan = acrossBySpan;
    }

    /// <summary>Energy of the single parts of each layer.</summary>
    public IReadOnlyList<double> Single { get; }

    /// <summary>Energy of the sets of two and more parts that lie in one layer, by layer.</summary>
    public IReadOnlyList<double> Within { get; }

    /// <summary>Energy of the sets that lie in several layers, by the distance from their first layer to their last; index 0 is 0.</summary>
    public IReadOnlyList<double> AcrossBySpan { get; }

    /// <summary>Energy of all sets that lie in several layers.</summary>
    public double Across => AcrossBySpan.Sum();

    /// <summary>Splits the energy of a spectrum.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="layers">The layer of each part, from 0.</param>
    public static LayerEnergy Of(Spectrum spectrum, IReadOnlyList<int> layers)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            layers.Count,
            spectrum.PartCount,
            nameof(layers)
        );
        ArgumentOutOfRangeException.ThrowIfNegative(layers.Min(), nameof(layers));
        int count = layers.Max() + 1;
        var (single, within, across) = (new double[count], new double[count], new double[count]);
        foreach (SpectrumTerm term in spectrum.Terms.Where(static term => term.Parts.Order > 0))
        {
            int first = int.MaxValue;
            int last = 0;
            foreach (int part in term.Parts.Parts)
            {
                first = Math.Min(first, layers[part]);
                last = Math.Max(last, layers[part]);
            }

            double energy = term.Coefficient * term.Coefficient;
            if (term.Parts.Order == 1)
            {
                single[first] += energy;
            }
            else if (first == last)
            {
                within[first] += energy;
            }
            else
            {
                across[last - first] += energy;
            }
        }

        return new LayerEnergy(single, within, across);
    }
}

using System.Globalization;
using Interplay.Interactions;

namespace Interplay.Recovery.ProxySpex;

/// <summary>
/// The ridge penalty under which terms are selected and refitted: <c>Penalty * (reference / |c|)^Exponent</c>, where c is the proxy's own
/// coefficient. With exponent 0 all terms are treated alike, which suits a few strong terms; above 0 the proxy's coefficients are a prior of
/// the sizes, which suits many weak ones.
/// </summary>
internal sealed record SelectionRule(double Penalty, double Exponent)
{
    /// <summary>One penalty a term.</summary>
    public double[] Penalties(IReadOnlyList<SpectrumTerm> pool)
    {
        var penalties = new double[pool.Count];
        double reference = 0;
        foreach (SpectrumTerm term in pool)
        {
            reference = Math.Max(reference, Math.Abs(term.Coefficient));
        }

        for (int term = 0; term < penalties.Length; term++)
        {
            double size = Math.Abs(pool[term].Coefficient) / reference;
            penalties[term] = Penalty * Math.Pow(Math.Max(size, 1e-3), -Exponent);
        }

        return penalties;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Exponent == 0
            ? "equal penalties"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"penalties {Penalty:0.####} (largest/size)^{Exponent:0.##}"
            );
}

using Interplay.Masks;

namespace Interplay.Recovery.Sparse;

/// <summary>What a pursuit found for one output.</summary>
/// <param name="Sets">The terms without the constant.</param>
/// <param name="Unexplained">Standard deviation of the residual relative to that of the values.</param>
/// <param name="Rounds">Rounds of searching and fitting.</param>
/// <param name="Work">What the searches cost, in 512-bit words read.</param>
/// <param name="IsCut">Whether a search was left out because it would have cost too much.</param>
internal sealed record SparseFit(
    IReadOnlyList<PartSet> Sets,
    double Unexplained,
    int Rounds,
    double Work,
    bool IsCut
)
{
    /// <summary>Below this the residual is rounding, of the model's own arithmetic too.</summary>
    private const double Rounding = 1e-6;

    /// <summary>Whether the terms explain the values but for rounding: then no other function this sparse does.</summary>
    public bool IsExact => Unexplained < Rounding;
}

using Interplay.Masks;

namespace Interplay.Recovery.Sparse;

/// <summary>One way of looking for sets whose characters correlate with a residual.</summary>
/// <param name="Work">What one search costs, in 512-bit words read.</param>
/// <param name="FromBins">
/// Whether the sets are decoded from the coded masks. They are few, and the uniform masks had no say in them, so those test them as few hypotheses
/// and not as one of all the sets there are.
/// </param>
/// <param name="Run">Searches the residual of a fit.</param>
internal sealed record SetSearch(
    double Work,
    bool FromBins,
    Func<CancellationToken, IReadOnlyList<PartSet>> Run
);

namespace Interplay.Training.Findings;

/// <summary>Two training rows (or parts) that were taken away and put back side by side.</summary>
/// <param name="First">The part with the smaller number.</param>
/// <param name="Second">The other part.</param>
/// <param name="Similarity">
/// How far one does what the other does in the same context, 2 sum d_i d_j / (sum d_i^2 + sum d_j^2) over contexts and outputs, d the change of the
/// scores when the row is added: exactly 1 for copies, 0 for rows that have nothing to do with one another.
/// </param>
/// <param name="Interaction">
/// The second difference v(S+i+j) - v(S+i) - v(S+j) + v(S) along what both do together in each context, as a share of what one of them does
/// alone: -0.2 says that beside the other each does a fifth less.
/// </param>
/// <param name="StandardError">Standard error of <paramref name="Interaction"/> over contexts.</param>
public sealed record RowPair(
    int First,
    int Second,
    double Similarity,
    double Interaction,
    double StandardError
)
{
    /// <summary>Pairs at least this similar stand for one another.</summary>
    public const double Interchangeability = 0.999;

    /// <summary>Interactions of fewer standard errors are not named.</summary>
    public const double LeastErrors = 2;

    /// <summary>Whether the interaction is negative beyond two standard errors: they are partly the same news twice.</summary>
    public bool IsRedundant => Interaction < -LeastErrors * StandardError;

    /// <summary>Whether either does what the other does, as copies do.</summary>
    public bool IsInterchangeable => Similarity >= Interchangeability;
}

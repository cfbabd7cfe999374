using Interplay.Measurements.Cells;
using Interplay.Recovery;

namespace Interplay.Measurements.Cases;

/// <summary>Something that methods are measured on.</summary>
public abstract class MeasuredCase
{
    /// <summary>Name: that of the file without its ending.</summary>
    public required string Name { get; init; }

    /// <summary>Hash of the content.</summary>
    public required string Hash { get; init; }

    /// <summary>Number of parts.</summary>
    public abstract int PartCount { get; }

    /// <summary>Ablations that a setting stands for.</summary>
    public abstract int Budget(double setting);

    /// <summary>Measures one cell.</summary>
    /// <param name="method">The method.</param>
    /// <param name="question">The cell, without its figures.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The cell with its figures, or with the reason for there being none.</returns>
    /// <exception cref="InterplayException">The method refuses.</exception>
    public abstract Task<MeasuredCell> MeasureAsync(
        IRecoveryMethod method,
        MeasuredCell question,
        IProgress<double> progress,
        CancellationToken cancellationToken
    );
}

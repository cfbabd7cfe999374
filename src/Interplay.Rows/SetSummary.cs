using Interplay.Masks;

namespace Interplay.Rows;

/// <summary>What a part, or a set of them, does over several rows.</summary>
/// <param name="Parts">The parts.</param>
/// <param name="MeanAbsolute">Mean of the absolute strengths, in the unit of the output; 0 or more.</param>
/// <param name="Mean">Mean of the strengths.</param>
/// <param name="Deviation">Standard deviation of the strengths over the rows; 0 or more, 0 for one row.</param>
/// <param name="Rows">In how many rows it has a strength.</param>
public sealed record SetSummary(
    PartSet Parts,
    double MeanAbsolute,
    double Mean,
    double Deviation,
    int Rows
);

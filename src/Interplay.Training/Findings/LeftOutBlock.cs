namespace Interplay.Training.Findings;

/// <summary>Rows that are left out together.</summary>
/// <param name="Judged">Those whose targets are judged by what is left.</param>
/// <param name="Also">Others that are left out with them: their copies.</param>
internal sealed record LeftOutBlock(IReadOnlyList<int> Judged, IReadOnlyList<int> Also);

namespace Interplay.Reports.Summaries;

/// <summary>What a set of words does over many texts.</summary>
/// <param name="Words">The words, in lower case and in the order in which they stand.</param>
/// <param name="Texts">In how many texts they stand.</param>
/// <param name="Raises">How often they raise the output and that sign is sure (<see cref="TextSummary.SureFrom"/>).</param>
/// <param name="Lowers">How often they lower it and that sign is sure.</param>
/// <param name="MeanAbsolute">
/// Mean over all texts of the absolute strength where its sign is sure, and of 0 where it is not or where the words do not stand, in the unit of the output.
/// </param>
/// <param name="Mean">Mean of the strengths where the words stand, same unit.</param>
public sealed record WordSetSummary(
    IReadOnlyList<string> Words,
    int Texts,
    int Raises,
    int Lowers,
    double MeanAbsolute,
    double Mean
);

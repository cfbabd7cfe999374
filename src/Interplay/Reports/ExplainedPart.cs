namespace Interplay.Reports;

/// <summary>A part as a report shows it.</summary>
/// <param name="Index">Number of the part, from 0.</param>
/// <param name="Text">What it is: the word, the column, the name of the head.</param>
/// <param name="Start">First UTF-16 code unit of its span in the input text; null for parts that are not text.</param>
/// <param name="Length">Length of its span in UTF-16 code units; null together with <paramref name="Start"/>.</param>
public sealed record ExplainedPart(int Index, string Text, int? Start = null, int? Length = null);

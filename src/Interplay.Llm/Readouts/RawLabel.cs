namespace Interplay.Llm.Readouts;

/// <summary>Where the raw numbers of a label are.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">Column of its log-probability.</param>
/// <param name="Censored">Column that says whether the number is a bound; -1 where labels are never censored.</param>
internal readonly record struct RawLabel(string Label, int Value, int Censored)
{
    public bool IsCensored(ReadOnlySpan<double> values) => Censored >= 0 && values[Censored] != 0;
}

using Interplay.Llm.Routes;

namespace Interplay.Llm.Readouts;

/// <summary>Where the raw numbers of a label are.</summary>
/// <param name="Label">The label.</param>
/// <param name="Value">Column of its log-probability.</param>
/// <param name="Censored">Column that says whether the number is a bound; -1 where labels are never censored.</param>
internal readonly record struct RawLabel(string Label, int Value, int Censored)
{
    /// <summary>The log-probability, or where it is none what it is at most.</summary>
    public double Of(ReadOnlySpan<double> values, out bool isCensored)
    {
        isCensored = Censored >= 0 && values[Censored] != 0 || StandIn.IsImpossible(values[Value]);
        // Ablations of earlier versions and of other scorers may hold a server's stand-in as a number.
        return StandIn.IsImpossible(values[Value]) ? StandIn.NearlyNothing : values[Value];
    }
}

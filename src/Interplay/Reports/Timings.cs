namespace Interplay.Reports;

/// <summary>Wall-clock seconds of the three steps of a run, as measured by whoever ran it.</summary>
/// <param name="PlanSeconds">Choosing the masks.</param>
/// <param name="EvaluateSeconds">Asking the value function.</param>
/// <param name="RecoverSeconds">From values to spectra.</param>
public sealed record Timings(double PlanSeconds, double EvaluateSeconds, double RecoverSeconds)
{
    /// <summary>Seconds of each round, asking and recovering, in the order of <see cref="Explanation.Rounds"/>; empty in a run without rounds.</summary>
    public IReadOnlyList<double> RoundSeconds { get; init; } = [];
}

using Interplay.Runs;

namespace Interplay.Measurements.Games;

/// <summary>Processor seconds, of all cores, of each step of a run, read off its progress. It begins when it is made.</summary>
/// <param name="next">Everything is passed on to it; null for nobody.</param>
public sealed class StepClock(IProgress<ExplainProgress>? next = null) : IProgress<ExplainProgress>
{
    private readonly double _start = Now();
    private double? _planned;
    private double? _evaluated;

    /// <summary>Choosing the masks.</summary>
    public double PlanSeconds => (_planned ?? _start) - _start;

    /// <summary>Evaluating them.</summary>
    public double EvaluateSeconds => (_evaluated ?? _start) - (_planned ?? _start);

    /// <summary>From values to spectra, up to now.</summary>
    public double RecoverSeconds { get; private set; }

    /// <inheritdoc/>
    public void Report(ExplainProgress value)
    {
        if (value.Step == ExplainStep.Evaluate)
        {
            _planned ??= Now();
            if (value.Done == value.Total)
            {
                _evaluated ??= Now();
            }
        }

        next?.Report(value);
    }

    /// <summary>Ends the last step.</summary>
    public void Stop() => RecoverSeconds = Now() - (_evaluated ?? _start);

    private static double Now() => Environment.CpuUsage.TotalTime.TotalSeconds;
}

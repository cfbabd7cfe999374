using Interplay.Runs;

namespace Interplay.Cli.Explain.Games;

/// <summary>Processor seconds of each step of a run, read off its progress; everything is passed on.</summary>
internal sealed class StepClock(IProgress<ExplainProgress> next) : IProgress<ExplainProgress>
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

        next.Report(value);
    }

    /// <summary>Ends the last step.</summary>
    public void Stop() => RecoverSeconds = Now() - (_evaluated ?? _start);

    private static double Now() => Environment.CpuUsage.TotalTime.TotalSeconds;
}

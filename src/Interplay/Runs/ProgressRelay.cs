using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>Passes the progress of the steps on as that of the run.</summary>
internal sealed class ProgressRelay : IProgress<EvaluationProgress>, IProgress<double>
{
    private readonly IProgress<ExplainProgress> _progress;
    private readonly int _round;

    private ProgressRelay(IProgress<ExplainProgress> progress, int round)
    {
        _progress = progress;
        _round = round;
    }

    public static IProgress<EvaluationProgress>? Evaluation(
        IProgress<ExplainProgress>? progress,
        int round = 0
    ) => progress is null ? null : new ProgressRelay(progress, round);

    public static IProgress<double>? Recovery(
        IProgress<ExplainProgress>? progress,
        int round = 0
    ) => progress is null ? null : new ProgressRelay(progress, round);

    public void Report(EvaluationProgress value) =>
        _progress.Report(
            new ExplainProgress(
                ExplainStep.Evaluate,
                (double)value.Done / Math.Max(1, value.Total),
                value.Done,
                value.Total,
                _round
            )
        );

    public void Report(double value) =>
        _progress.Report(new ExplainProgress(ExplainStep.Recover, value, Round: _round));
}

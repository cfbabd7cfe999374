using System.Globalization;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Terminal;

/// <summary>How far a run is: one line that is redrawn on a terminal; in a pipe a plain line when a step begins, and one now and then in a long one.</summary>
internal sealed class ProgressLine(Messages messages, TimeProvider time)
    : IProgress<ExplainProgress>,
        IProgress<EvaluationProgress>,
        IDisposable
{
    private const int BarWidth = 30;
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NoteInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private ExplainStep? _step;
    private long _last;

    /// <inheritdoc/>
    public void Report(EvaluationProgress value) =>
        Report(
            new ExplainProgress(
                ExplainStep.Evaluate,
                (double)value.Done / Math.Max(1, value.Total),
                value.Done,
                value.Total
            )
        );

    /// <inheritdoc/>
    public void Report(ExplainProgress value)
    {
        if (messages.Quiet)
        {
            return;
        }

        lock (_lock)
        {
            bool isNew = _step != value.Step;
            TimeSpan interval = messages.CanDraw ? DrawInterval : NoteInterval;
            if (!isNew && time.GetElapsedTime(_last) < interval)
            {
                return;
            }

            _step = value.Step;
            _last = time.GetTimestamp();
            if (messages.CanDraw)
            {
                messages.Draw(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Name(value)} {Bar(value.Share)} {value.Share:0 %}"
                    )
                );
            }
            else if (value.Step != ExplainStep.Plan)
            {
                messages.Note(
                    isNew
                        ? $"{Name(value)} ..."
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{Name(value)} {value.Share:0 %}"
                        )
                );
            }
        }
    }

    /// <summary>A round has ended: its line stays. A run without rounds has none.</summary>
    public void Report(RunResult result)
    {
        if (result.Explanation.Rounds.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            messages.Draw("");
            messages.Note(RoundLines.Of(result));
            _step = null;
        }
    }

    /// <summary>Clears the line, so that what follows begins on a fresh one.</summary>
    public void Dispose() => messages.Draw("");

    private static string Name(ExplainProgress value)
    {
        string step = value.Step switch
        {
            ExplainStep.Plan => "choosing masks",
            ExplainStep.Evaluate => $"asking the model, {value.Total} ablations",
            _ => "recovering interactions",
        };
        return value.Round == 0 ? step : $"round {value.Round}: {step}";
    }

    private static string Bar(double share)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0, 1) * BarWidth);
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}]";
    }
}

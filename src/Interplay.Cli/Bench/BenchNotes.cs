using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Measurements.Cells;
using Interplay.Measurements.Pages;
using Interplay.Measurements.Results;
using Interplay.Measurements.Studies;

namespace Interplay.Cli.Bench;

/// <summary>How far a bench is, in plain lines, for a pipe or a log: what begins and what is done; what lies between would only fill the log.</summary>
internal sealed class BenchNotes(Messages messages, StudyKind kind) : IProgress<StudyStep>
{
    private int _begun;

    /// <inheritdoc/>
    public void Report(StudyStep value)
    {
        if (value.IsDone)
        {
            messages.Note(
                $"{Name(value)}: {Outcome(value.Cell)}{(value.IsKnown ? " (known)" : "")}"
            );
        }
        else if (Interlocked.Exchange(ref _begun, value.Number) != value.Number)
        {
            messages.Note($"{Name(value)} ...");
        }
    }

    private string Name(StudyStep step) =>
        $"[{step.Number}/{step.Total}] {step.Cell.Case}, {kind.Setting} {StudyResult.Text(step.Cell.Setting)}, {step.Cell.Method}";

    private static string Outcome(MeasuredCell cell) =>
        cell.Figures is { } figures
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"R2 {TextCell.Of(figures.R2, 4).Text}, {figures.Terms} terms from {cell.Ablations} ablations, {figures.ProcessorSeconds:0.00} s"
            )
            : $"skipped, {cell.Skipped}";
}

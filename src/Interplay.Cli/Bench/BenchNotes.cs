using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;

namespace Interplay.Cli.Bench;

/// <summary>How far a bench is, in plain lines, for a pipe or a log.</summary>
internal sealed class BenchNotes(Messages messages, BenchKind kind) : IBenchView
{
    /// <inheritdoc/>
    public IProgress<double> Begin(BenchCell question, int number, int total)
    {
        messages.Note($"{Name(question, number, total)} ...");
        return new Progress();
    }

    /// <inheritdoc/>
    public void End(BenchCell cell, int number, int total, bool isKnown) =>
        messages.Note($"{Name(cell, number, total)}: {Outcome(cell)}{(isKnown ? " (known)" : "")}");

    private string Name(BenchCell cell, int number, int total) =>
        $"[{number}/{total}] {cell.Case}, {kind.Setting} {BenchResult.Text(cell.Setting)}, {cell.Method}";

    private static string Outcome(BenchCell cell) =>
        cell.Figures is { } figures
            ? $"R2 {TextCell.Of(figures.R2, 4).Text}, {figures.Terms} terms from {cell.Ablations} ablations, {figures.ProcessorSeconds:0.00} s"
            : $"skipped, {cell.Skipped}";

    /// <summary>Lines say what begins and what is done; what lies between would only fill the log.</summary>
    private sealed class Progress : IProgress<double>
    {
        public void Report(double value) { }
    }
}

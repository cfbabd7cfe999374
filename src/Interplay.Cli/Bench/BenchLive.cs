using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Measurements.Cells;
using Interplay.Measurements.Pages;
using Interplay.Measurements.Results;
using Interplay.Measurements.Studies;
using Spectre.Console;

namespace Interplay.Cli.Bench;

/// <summary>How far a bench is, as a table on a terminal that grows and shows the share of the cell that runs.</summary>
internal sealed class BenchLive(
    LiveDisplayContext display,
    Table table,
    StudyRequest request,
    TimeProvider time
) : IProgress<StudyStep>
{
    private const int Labels = 3;
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private MeasuredCell? _row;
    private int _begun;
    private long _last;

    /// <summary>Runs something while the table is on the terminal; afterwards the table is gone, since the report follows.</summary>
    public static Task ShowAsync(StudyRequest request, Func<IProgress<StudyStep>, Task> run)
    {
        IAnsiConsole console = SafeOutput.Colored(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
        );
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(request.Kind.Case);
        table.AddColumn(new TableColumn(request.Kind.Setting).RightAligned());
        table.AddColumn(new TableColumn("B").RightAligned());
        foreach (string method in request.Methods)
        {
            table.AddColumn(new TableColumn(Markup.Escape(method)).RightAligned());
        }

        return console
            .Live(table)
            .AutoClear(true)
            .Overflow(VerticalOverflow.Ellipsis)
            .Cropping(VerticalOverflowCropping.Top)
            .StartAsync(display =>
                run(new BenchLive(display, table, request, TimeProvider.System))
            );
    }

    /// <inheritdoc/>
    public void Report(StudyStep value)
    {
        MeasuredCell cell = value.Cell;
        lock (_lock)
        {
            if (value.IsDone)
            {
                Show(
                    cell,
                    cell.Skipped is null
                        ? $"{TextCell.Of(cell.R2, 4).Text} [grey]{(value.IsKnown ? "known" : string.Create(CultureInfo.InvariantCulture, $"{cell.Figures!.ProcessorSeconds:0.0} s"))}[/]"
                        : "[grey]skipped[/]",
                    $"{value.Number} of {value.Total} cells done"
                );
            }
            else if (_begun != value.Number)
            {
                _begun = value.Number;
                Show(cell, "[yellow]...[/]", $"{value.Number - 1} of {value.Total} cells done");
            }
            else if (time.GetElapsedTime(_last) >= DrawInterval)
            {
                _last = time.GetTimestamp();
                Update(
                    cell,
                    string.Create(CultureInfo.InvariantCulture, $"[yellow]{value.Share:0 %}[/]")
                );
            }
        }
    }

    private void Show(MeasuredCell cell, string markup, string caption)
    {
        if (_row is null || _row.Case != cell.Case || !_row.Setting.Equals(cell.Setting))
        {
            _row = cell;
            table.AddRow([
                Markup.Escape(cell.Case),
                StudyResult.Text(cell.Setting),
                $"{cell.Ablations}",
                .. request.Methods.Select(static _ => ""),
            ]);
        }

        table.Caption(caption);
        Update(cell, markup);
    }

    private void Update(MeasuredCell cell, string markup)
    {
        table.UpdateCell(
            table.Rows.Count - 1,
            Labels + request.Methods.Index().First(method => method.Item == cell.Method).Index,
            markup
        );
        display.Refresh();
    }
}

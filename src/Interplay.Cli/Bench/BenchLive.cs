using Spectre.Console;

namespace Interplay.Cli.Bench;

/// <summary>How far a bench is, as a table on a terminal that grows and shows the share of the cell that runs.</summary>
internal sealed class BenchLive(
    LiveDisplayContext display,
    Table table,
    BenchRequest request,
    TimeProvider time
) : IBenchView
{
    private const int Labels = 3;
    private static readonly TimeSpan DrawInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private BenchCell? _row;
    private long _last;

    /// <summary>Runs something while the table is on the terminal; afterwards the table is gone, since the report follows.</summary>
    public static Task ShowAsync(BenchRequest request, Func<IBenchView, Task> run)
    {
        IAnsiConsole console = AnsiConsole.Create(
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
    public IProgress<double> Begin(BenchCell question, int number, int total)
    {
        lock (_lock)
        {
            Show(question, "[yellow]...[/]", $"{number - 1} of {total} cells done");
        }

        return new Share(this, question);
    }

    /// <inheritdoc/>
    public void End(BenchCell cell, int number, int total, bool isKnown)
    {
        lock (_lock)
        {
            Show(
                cell,
                cell.Skipped is null
                    ? $"{TextCell.Of(cell.R2, 4).Text} [grey]{(isKnown ? "known" : $"{cell.Figures!.ProcessorSeconds:0.0} s")}[/]"
                    : "[grey]skipped[/]",
                $"{number} of {total} cells done"
            );
        }
    }

    private void Show(BenchCell cell, string markup, string caption)
    {
        if (_row is null || _row.Case != cell.Case || !_row.Setting.Equals(cell.Setting))
        {
            _row = cell;
            table.AddRow([
                Markup.Escape(cell.Case),
                BenchResult.Text(cell.Setting),
                $"{cell.Ablations}",
                .. request.Methods.Select(static _ => ""),
            ]);
        }

        table.Caption(caption);
        table.UpdateCell(
            table.Rows.Count - 1,
            Labels + request.Methods.Index().First(method => method.Item == cell.Method).Index,
            markup
        );
        display.Refresh();
    }

    private void ShowShare(BenchCell cell, double share)
    {
        lock (_lock)
        {
            if (time.GetElapsedTime(_last) >= DrawInterval)
            {
                _last = time.GetTimestamp();
                table.UpdateCell(
                    table.Rows.Count - 1,
                    Labels
                        + request.Methods.Index().First(method => method.Item == cell.Method).Index,
                    $"[yellow]{share:0 %}[/]"
                );
                display.Refresh();
            }
        }
    }

    private sealed class Share(BenchLive live, BenchCell cell) : IProgress<double>
    {
        public void Report(double value) => live.ShowShare(cell, value);
    }
}

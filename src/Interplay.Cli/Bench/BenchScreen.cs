using Interplay.Cli.Terminal;
using Spectre.Console;

namespace Interplay.Cli.Bench;

/// <summary>A report of measurements on standard output.</summary>
internal static class BenchScreen
{
    /// <summary>Prints the figures one by one, then those that sum up, which are what people look for.</summary>
    public static void Print(BenchResult result, bool isPlain)
    {
        using var screen = new Screen(isPlain);
        foreach (TextTable table in BenchReport.Details(result).Concat(BenchReport.Summary(result)))
        {
            screen.Paragraph(table.Title, "");
            screen.Out.Write(new Padder(Rows(table), new Padding(2, 0, 0, 0)));
            screen.Blank();
        }
    }

    private static Table Rows(TextTable text)
    {
        var table = new Table { Border = TableBorder.None };
        for (int column = 0; column < text.Columns.Count; column++)
        {
            var added = new TableColumn(Markup.Escape(text.Columns[column]));
            table.AddColumn(column < text.Labels ? added : added.RightAligned());
        }

        foreach (IReadOnlyList<TextCell> row in text.Rows)
        {
            table.AddRow([
                .. row.Select(static cell =>
                    cell.IsBest ? $"[bold]{Markup.Escape(cell.Text)}[/]" : Markup.Escape(cell.Text)
                ),
            ]);
        }

        return table;
    }
}

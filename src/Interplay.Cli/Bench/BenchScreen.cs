using Interplay.Cli.Terminal;
using Interplay.Measurements.Pages;
using Interplay.Measurements.Results;
using Spectre.Console;

namespace Interplay.Cli.Bench;

/// <summary>A report of measurements on standard output.</summary>
internal static class BenchScreen
{
    private const int Indent = 2;
    private const int Gap = 2;
    private const int MostWidth = 60;

    /// <summary>Prints the figures one by one, then those that sum up, which are what people look for.</summary>
    public static void Print(StudyResult result, bool isPlain)
    {
        using var screen = new Screen(isPlain);
        int width = screen.Columns;
        foreach (TextTable table in StudyTables.Details(result).Concat(StudyTables.Summary(result)))
        {
            screen.Out.Profile.Width = Math.Max(width, NaturalWidth(table));
            screen.Paragraph(table.Title, "");
            screen.Out.Write(new Padder(Rows(table), new Padding(Indent, 0, 0, 0)));
            screen.Blank();
        }
    }

    /// <summary>Figures are never broken: a row that is wider than the terminal is one long line. Only sentences, in a last column, wrap.</summary>
    private static int NaturalWidth(TextTable table) =>
        Indent
        + table
            .Columns.Select(
                (name, column) =>
                    Math.Min(
                        MostWidth,
                        table.Rows.Select(row => row[column].Text.Length).Append(name.Length).Max()
                    ) + Gap
            )
            .Sum();

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

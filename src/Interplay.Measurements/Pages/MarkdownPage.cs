using System.Text;
using Interplay.Measurements.Results;

namespace Interplay.Measurements.Pages;

/// <summary>A report of measurements as Markdown.</summary>
public static class MarkdownPage
{
    /// <summary>The whole page.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="plot">Path of the plot as seen from the page; null when there is none.</param>
    public static string Of(StudyResult result, string? plot = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var text = new StringBuilder();
        text.Append($"# {result.Request.Kind.Title}\n\n{result.Request.Kind.Explanation}\n\n");
        text.Append(
            $"Interplay {result.Request.Engine}, methods {string.Join(", ", result.Request.Methods)}, seed {result.Request.Seed}, at most {result.Request.MaxTerms} terms, {result.Cells.Count} cells.\n"
        );
        if (plot is not null)
        {
            text.Append(
                $"\n![R2 against {result.Request.Kind.Setting}]({Uri.EscapeDataString(plot).Replace("%2F", "/", StringComparison.Ordinal)})\n"
            );
        }

        foreach (TextTable table in StudyTables.Summary(result).Concat(StudyTables.Details(result)))
        {
            Append(text, table);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, TextTable table)
    {
        text.Append($"\n## {table.Title}\n\n");
        if (table.Words is not null)
        {
            text.Append($"{table.Words}\n\n");
        }

        text.Append($"| {string.Join(" | ", table.Columns.Select(Escaped))} |\n");
        text.Append(
            $"|{string.Concat(table.Columns.Select((_, column) => column < table.Labels ? "---|" : "---:|"))}\n"
        );
        foreach (IReadOnlyList<TextCell> row in table.Rows)
        {
            text.Append(
                $"| {string.Join(" | ", row.Select(static cell => cell.IsBest ? $"**{Escaped(cell.Text)}**" : Escaped(cell.Text)))} |\n"
            );
        }
    }

    /// <summary>Nothing in a cell ends it or means anything but itself.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in HarmlessText.Of(text))
        {
            if (c is '|' or '*' or '<' or '`' or '[' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(c is '\n' or '\r' ? ' ' : c);
        }

        return escaped.ToString();
    }
}

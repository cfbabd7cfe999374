using System.Text;
using Interplay.Cli.Terminal;
using Interplay.Measurements.Cells;
using Interplay.Measurements.Pages;
using Interplay.Measurements.Plots;
using Interplay.Measurements.Results;

namespace Interplay.Cli.Bench;

/// <summary>The files of a bench: the Markdown page, the measurements beside it, the plot. Each is whole at any time.</summary>
/// <param name="Page">Path of the page; null for none.</param>
/// <param name="Plot">Path of the plot; null for none.</param>
internal sealed record BenchOutput(string? Page, string? Plot)
{
    private const string PageEnding = ".md";
    private const string PlotEnding = ".svg";

    /// <summary>The file of the measurements; null when nothing is kept.</summary>
    public string? Measurements => Page is null ? null : Path.ChangeExtension(Page, ".json");

    /// <summary>Complains about names before any work is done.</summary>
    /// <exception cref="InterplayException"><c>unknown-page-format</c> or <c>unknown-plot-format</c>.</exception>
    public BenchOutput Checked()
    {
        if (Page?.EndsWith(PageEnding, StringComparison.OrdinalIgnoreCase) == false)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "unknown-page-format",
                $"The page is Markdown, so its name ends in {PageEnding}; found '{Page}'."
            );
        }

        if (Plot?.EndsWith(PlotEnding, StringComparison.OrdinalIgnoreCase) == false)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "unknown-plot-format",
                $"Plots are drawn as SVG, so the name ends in {PlotEnding}; found '{Plot}'."
            );
        }

        return this;
    }

    /// <summary>Writes all files that are wanted.</summary>
    /// <param name="cells">Cells to keep for later runs.</param>
    /// <param name="result">What is reported.</param>
    public async Task WriteAsync(IReadOnlyList<MeasuredCell> cells, StudyResult result)
    {
        if (Plot is not null)
        {
            await WriteAsync(Plot, StudyPlot.Of(result));
        }

        if (Page is not null)
        {
            await CellFile.WriteAsync(Measurements!, cells);
            await WriteAsync(Page, MarkdownPage.Of(result, PlotFromPage()));
        }
    }

    private string? PlotFromPage() =>
        Plot is null
            ? null
            : Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(Page!))!, Plot)
                .Replace('\\', '/');

    private static Task WriteAsync(string path, string text) =>
        TargetFile.WriteAsync(
            path,
            async file => await file.WriteAsync(Encoding.UTF8.GetBytes(text))
        );
}

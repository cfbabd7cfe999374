using System.Globalization;
using System.Text;
using Interplay.Measurements.Results;

namespace Interplay.Measurements.Plots;

/// <summary>
/// A line plot as SVG: x on a logarithmic scale with a tick a setting, y up to 1, the name of each line at its end. Written by hand, so that
/// the tool carries no native drawing library.
/// </summary>
internal sealed class SvgDrawing
{
    private const int Width = 900;
    private const int Height = 560;
    private const int Left = 64;
    private const int Right = 740;
    private const int Top = 56;
    private const int Bottom = 496;
    private const double LabelGap = 18;

    /// <summary>Values below are cut off: one failure would flatten everything else.</summary>
    private const double LeastY = -0.5;

    /// <summary>Colours that colour-blind people can tell apart (Okabe and Ito, 2008).</summary>
    private static readonly string[] Colors =
    [
        "#0072b2",
        "#d55e00",
        "#009e73",
        "#cc79a7",
        "#e69f00",
        "#56b4e9",
        "#000000",
    ];

    private readonly StringBuilder _text = new();
    private readonly double[] _ticks;
    private readonly double _low;

    public SvgDrawing(IReadOnlyList<PlotSeries> series, string axis, string title)
    {
        (double X, double Y)[] medians = [.. series.SelectMany(static one => one.Median)];
        _ticks = [.. medians.Select(static point => point.X).Distinct().Order()];
        double least = medians.Select(static point => point.Y).DefaultIfEmpty(0).Min();
        // Single cases below 0 are failures; they may leave the picture.
        double leastCase = series
            .SelectMany(static one => one.Cases)
            .SelectMany(static line => line)
            .Select(static point => point.Y)
            .DefaultIfEmpty(least)
            .Min();
        least = Math.Min(least, Math.Max(0.1, leastCase));
        _low = Math.Clamp(Math.Floor((least - 0.05) * 5) / 5, LeastY, 0.8);
        _text.Append(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="14" fill="#222">
            <rect width="{Width}" height="{Height}" fill="#fff"/>
            <clipPath id="frame"><rect x="{Left}" y="{Top - 6}" width="{Right
                - Left
                + 6}" height="{Bottom - Top + 6}"/></clipPath>
            <text x="{Left}" y="32" font-size="16">{Escaped(title)}</text>

            """
        );
        Axes(axis);
        for (int i = 0; i < series.Count; i++)
        {
            foreach (IReadOnlyList<(double X, double Y)> line in series[i].Cases)
            {
                Line(line, Colors[i % Colors.Length], "stroke-width=\"1\" stroke-opacity=\"0.22\"");
            }
        }

        // From the last to the first, which is the one that matters and lies on top.
        for (int i = series.Count - 1; i >= 0; i--)
        {
            Line(series[i].Median, Colors[i % Colors.Length], "stroke-width=\"3\"");
            Markers(series[i].Median, Colors[i % Colors.Length]);
        }

        Labels(series);
        _text.Append("</svg>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Axes(string axis)
    {
        double step = 1 - _low > 0.8 ? 0.2 : 0.1;
        for (int i = 0; 1 - i * step >= _low - 1e-9; i++)
        {
            double value = 1 - i * step;
            string y = Pixel(Y(value));
            _text.Append(
                CultureInfo.InvariantCulture,
                $"<line x1=\"{Left}\" y1=\"{y}\" x2=\"{Right}\" y2=\"{y}\" stroke=\"#ddd\"/>\n<text x=\"{Left - 10}\" y=\"{y}\" dy=\"5\" text-anchor=\"end\">{Math.Round(value, 1):0.0}</text>\n"
            );
        }

        foreach (double tick in _ticks)
        {
            string x = Pixel(X(tick));
            _text.Append(
                $"<line x1=\"{x}\" y1=\"{Bottom}\" x2=\"{x}\" y2=\"{Bottom + 6}\" stroke=\"#666\"/>\n<text x=\"{x}\" y=\"{Bottom + 24}\" text-anchor=\"middle\">{StudyResult.Text(tick)}</text>\n"
            );
        }

        _text.Append(
            $"<line x1=\"{Left}\" y1=\"{Bottom}\" x2=\"{Right}\" y2=\"{Bottom}\" stroke=\"#666\"/>\n<text x=\"{(Left + Right) / 2}\" y=\"{Bottom + 48}\" text-anchor=\"middle\">{Escaped(axis)}</text>\n<text x=\"{Left - 10}\" y=\"{Top - 14}\" text-anchor=\"end\">R2</text>\n"
        );
    }

    private void Line(IReadOnlyList<(double X, double Y)> line, string color, string style)
    {
        if (line.Count > 0)
        {
            _text.Append(
                $"<polyline clip-path=\"url(#frame)\" fill=\"none\" stroke=\"{color}\" stroke-linejoin=\"round\" {style} points=\"{string.Join(' ', line.Select(point => $"{Pixel(X(point.X))},{Pixel(Y(point.Y))}"))}\"/>\n"
            );
        }
    }

    private void Markers(IReadOnlyList<(double X, double Y)> line, string color)
    {
        foreach ((double x, double y) in line.Where(point => point.Y >= _low))
        {
            _text.Append(
                $"<circle cx=\"{Pixel(X(x))}\" cy=\"{Pixel(Y(y))}\" r=\"4\" fill=\"{color}\"/>\n"
            );
        }
    }

    /// <summary>Each name where its line ends, pushed down from the one above where both are close.</summary>
    private void Labels(IReadOnlyList<PlotSeries> series)
    {
        double free = Top;
        foreach (
            (PlotSeries one, int i) in series
                .Select(static (one, i) => (one, i))
                .Where(static pair => pair.one.Median.Count > 0)
                .OrderByDescending(static pair => pair.one.Median[^1].Y)
        )
        {
            (double x, double y) = one.Median[^1];
            double place = Math.Max(free, Math.Min(Y(y), Bottom));
            free = place + LabelGap;
            _text.Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{Pixel(X(x) + 12)}\" y=\"{Pixel(place)}\" dy=\"5\" fill=\"{Colors[i % Colors.Length]}\" font-weight=\"600\">{Escaped(one.Name)} {y:0.000}</text>\n"
            );
        }
    }

    private double X(double value) =>
        _ticks.Length < 2
            ? (Left + Right) / 2.0
            : Left
                + 16
                + (Right - Left - 32)
                    * Math.Log(value / _ticks[0])
                    / Math.Log(_ticks[^1] / _ticks[0]);

    private double Y(double value) =>
        Bottom - (Bottom - Top) * (Math.Max(value, _low - 1) - _low) / (1 - _low);

    private static string Pixel(double value) =>
        value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Escaped(string text) =>
        System.Security.SecurityElement.Escape(HarmlessText.Of(text));
}

namespace Interplay.Recovery;

/// <summary>The progress of one step among several, told as progress of the whole.</summary>
internal sealed class ProgressPart : IProgress<double>
{
    private readonly IProgress<double> _whole;
    private readonly double _start;
    private readonly double _width;

    private ProgressPart(IProgress<double> whole, double start, double width)
    {
        _whole = whole;
        _start = start;
        _width = width;
    }

    /// <summary>The step that begins at <paramref name="start"/> and takes <paramref name="width"/> of the whole; null where nobody listens.</summary>
    public static ProgressPart? Of(IProgress<double>? whole, double start, double width) =>
        whole is null ? null : new ProgressPart(whole, start, width);

    /// <inheritdoc/>
    public void Report(double value) => _whole.Report(_start + _width * value);
}

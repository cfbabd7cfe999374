namespace Interplay.Cli.Terminal;

/// <summary>Progress and notes, on standard error, unless they are not wanted.</summary>
internal sealed class Messages(bool quiet)
{
    /// <summary>Whether a progress bar can be drawn: somebody is watching a terminal.</summary>
    public bool CanDraw { get; } =
        !quiet
        && !Console.IsErrorRedirected
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    public bool Quiet => quiet;

    public void Note(string line)
    {
        if (!quiet)
        {
            SafeOutput.Error.WriteLine(line);
        }
    }

    public void Draw(string line)
    {
        if (CanDraw)
        {
            SafeOutput.Redraw(line);
        }
    }
}

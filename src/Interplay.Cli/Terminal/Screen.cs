using Spectre.Console;

namespace Interplay.Cli.Terminal;

/// <summary>Where reports are printed: coloured on a terminal, plain text without trailing spaces everywhere else or when colours are not wanted.</summary>
internal sealed class Screen : IDisposable
{
    private const int PipeWidth = 110;
    private const int LeastWidth = 60;
    private const int MostWidth = 120;

    private readonly StringWriter? _plain;

    public Screen(bool isPlain)
    {
        // https://no-color.org: any value that is not empty.
        bool isColored =
            !isPlain
            && !Console.IsOutputRedirected
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        _plain = isColored ? null : new StringWriter();
        Out = SafeOutput.Colored(
            new AnsiConsoleSettings
            {
                Ansi = isColored ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = isColored ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(_plain ?? Console.Out),
            }
        );
        Out.Profile.Width = Width();
        Out.Profile.Capabilities.Unicode = true;
        HasColors = Out.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
    }

    public IAnsiConsole Out { get; }

    /// <summary>Whether colours can be told apart here.</summary>
    public bool HasColors { get; }

    /// <summary>Columns of text a line has.</summary>
    public int Columns => Out.Profile.Width;

    public void Blank() => Out.WriteLine();

    /// <summary>Prints a paragraph, broken between words, the first words bold.</summary>
    public void Paragraph(string bold, string rest, int indent = 0, Style? style = null)
    {
        var paragraph = new Paragraph();
        paragraph.Append(bold, new Style(decoration: Decoration.Bold));
        paragraph.Append(rest, style ?? Style.Plain);
        Paragraph(paragraph, indent);
    }

    /// <summary>Prints a paragraph, broken between words.</summary>
    public void Paragraph(Paragraph paragraph, int indent = 0) =>
        Out.Write(new Padder(paragraph, new Padding(indent, 0, 0, 0)));

    /// <summary>Prints what was kept back to be trimmed.</summary>
    public void Dispose()
    {
        if (_plain is null)
        {
            return;
        }

        string text = _plain.ToString().TrimEnd();
        if (text.Length > 0)
        {
            SafeOutput.Out.Write(
                string.Concat(
                    text.Split('\n').Select(static line => $"{line.TrimEnd()}{Environment.NewLine}")
                )
            );
        }

        _plain.Dispose();
    }

    private static int Width()
    {
        try
        {
            return Console.IsOutputRedirected
                ? PipeWidth
                : Math.Clamp(Console.WindowWidth, LeastWidth, MostWidth);
        }
        catch (IOException)
        {
            return PipeWidth;
        }
    }
}

using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Interplay.Cli.Terminal;

/// <summary>The one door to the screen. Whatever is printed may hold text of outside, and nothing of that steers the terminal.</summary>
internal static class SafeOutput
{
    /// <summary>Standard output for people; JSON and tables of <c>-</c> go there as bytes.</summary>
    public static TextWriter Out => new HarmlessWriter(Console.Out);

    /// <summary>Standard error.</summary>
    public static TextWriter Error => new HarmlessWriter(Console.Error);

    /// <summary>Draws over the line that the cursor stands in.</summary>
    public static void Redraw(string line) => Console.Error.Write($"\r\e[K{HarmlessText.Of(line)}");

    /// <summary>A console whose colours are ours and whose texts are harmless.</summary>
    public static IAnsiConsole Colored(AnsiConsoleSettings settings)
    {
        IAnsiConsole console = AnsiConsole.Create(settings);
        console.Pipeline.Attach(new HarmlessSegments());
        return console;
    }

    private sealed class HarmlessWriter(TextWriter target) : TextWriter(target.FormatProvider)
    {
        public override Encoding Encoding => target.Encoding;

        public override string NewLine => target.NewLine;

        public override void Write(char value) => target.Write(HarmlessText.Of(value.ToString()));

        public override void Write(string? value) =>
            target.Write(value is null ? null : HarmlessText.Of(value));

        public override void Write(char[] buffer, int index, int count) =>
            target.Write(HarmlessText.Of(new string(buffer, index, count)));

        public override void Write(ReadOnlySpan<char> buffer) =>
            target.Write(HarmlessText.Of(buffer.ToString()));

        public override void WriteLine() => target.WriteLine();

        public override void WriteLine(string? value) =>
            target.WriteLine(value is null ? null : HarmlessText.Of(value));

        public override void Flush() => target.Flush();
    }

    /// <summary>What is rendered, its texts harmless; what the console itself says to the terminal stays.</summary>
    private sealed class HarmlessSegments : IRenderHook
    {
        public IEnumerable<IRenderable> Process(
            RenderOptions options,
            IEnumerable<IRenderable> renderables
        ) => renderables.Select(static renderable => new HarmlessRenderable(renderable));
    }

    private sealed class HarmlessRenderable(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) =>
            inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner
                .Render(options, maxWidth)
                .Select(static segment =>
                    segment.IsControlCode || segment.IsLineBreak
                        ? segment
                        : new Segment(HarmlessText.Of(segment.Text), segment.Style)
                );
    }
}

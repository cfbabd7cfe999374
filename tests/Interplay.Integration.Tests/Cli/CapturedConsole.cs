using System.Runtime.CompilerServices;
using System.Text;

namespace Interplay.Integration.Tests.Cli;

/// <summary>The console of this process: what a captured program prints goes to its caller, all else where it always went.</summary>
internal sealed class CapturedConsole : TextWriter
{
    private static readonly AsyncLocal<TextWriter?> Output = new();
    private static readonly AsyncLocal<TextWriter?> Error = new();

    private readonly TextWriter _otherwise;
    private readonly AsyncLocal<TextWriter?> _captured;

    private CapturedConsole(TextWriter otherwise, AsyncLocal<TextWriter?> captured)
    {
        _otherwise = otherwise;
        _captured = captured;
    }

    public override Encoding Encoding => Target.Encoding;

    private TextWriter Target => _captured.Value ?? _otherwise;

    /// <summary>Runs a program in this process, with all that it starts, and gives what it printed.</summary>
    public static async Task<CliResult> RunAsync(Func<Task<int>> program)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int exitCode = await Task.Run(() =>
        {
            Output.Value = output;
            Error.Value = error;
            return program();
        });
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    public override void Write(char value) => Target.Write(value);

    public override void Write(char[] buffer, int index, int count) =>
        Target.Write(buffer, index, count);

    public override void Write(string? value) => Target.Write(value);

    public override void Flush() => Target.Flush();

    [ModuleInitializer]
    internal static void Install()
    {
        Console.SetOut(new CapturedConsole(Console.Out, Output));
        Console.SetError(new CapturedConsole(Console.Error, Error));
    }
}

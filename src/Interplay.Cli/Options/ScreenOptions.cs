using System.CommandLine;
using Interplay.Cli.Terminal;

namespace Interplay.Cli.Options;

/// <summary>The options of every verb that say how to print.</summary>
internal static class ScreenOptions
{
    public static Option<bool> Quiet { get; } =
        new("--quiet")
        {
            Description = "No progress and no notes on standard error.",
            Recursive = true,
        };

    public static Option<bool> NoColor { get; } =
        new("--no-color")
        {
            Description = "Plain text, as when NO_COLOR is set or the output goes to a file.",
            Recursive = true,
        };

    public static Messages Messages(ParseResult parsed) => new(parsed.GetValue(Quiet));

    public static bool IsPlain(ParseResult parsed) => parsed.GetValue(NoColor);
}

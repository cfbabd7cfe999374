using Interplay.Programs;

namespace Interplay.Cli.Options;

/// <summary>How long and how often another program is asked, the same on every verb that asks one.</summary>
internal static class ProgramLimits
{
    /// <summary>More seconds than any program may take.</summary>
    private const double Endless = 1e9;

    /// <param name="asked">What is asked at a time: <c>subset</c>.</param>
    public static RecordOptions<ProgramOptions> Create(string asked) =>
        new RecordOptions<ProgramOptions>()
            .Real(
                "--timeout",
                "SECONDS",
                "Longest wait for one answer of the program [default: 600]",
                static (program, seconds) =>
                    program with
                    {
                        Timeout = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Endless)),
                    }
            )
            .Whole(
                "--attempts",
                "N",
                $"How often a {asked} is tried, each time with a fresh copy of the program, before the run fails [default: 3]",
                static (program, count) => program with { Attempts = count }
            );
}

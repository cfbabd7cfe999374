using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;

namespace Interplay.Cli.Runs;

/// <summary>Runs rounds to their end, saying each as it ends.</summary>
internal static class RoundLoop
{
    public static async Task<RoundResult> LastAsync(
        IAsyncEnumerable<RoundResult> rounds,
        ProgressLine progress
    )
    {
        RoundResult? last = null;
        await foreach (RoundResult round in rounds)
        {
            if (round.Number != last?.Number)
            {
                progress.Report(round);
            }

            last = round;
        }

        return last!;
    }

    /// <summary>The exit code of a run that ended so; an interrupted one says on standard error that its explanation is partial.</summary>
    public static int ExitOf(RoundResult? last)
    {
        if (last?.Stop != RoundStop.Cancelled)
        {
            return ExitCode.Ok;
        }

        ErrorLine.Write(
            "interrupted",
            $"Stopped at {last.Round.Ablations} ablations; the explanation above is made of these."
        );
        return ExitCode.Interrupted;
    }
}

using Interplay.Cli.Terminal;
using Interplay.Reports;

namespace Interplay.Cli.Data;

/// <summary>How a run on training data ended.</summary>
/// <param name="Explanation">The explanation.</param>
/// <param name="IsPartial">Whether it was interrupted.</param>
internal sealed record DataOutcome(Explanation Explanation, bool IsPartial)
{
    /// <summary>The exit code; an interrupted run says on standard error that its explanation is partial.</summary>
    /// <param name="journal">Where its retrainings are kept; null where they are lost.</param>
    public int Exit(string? journal)
    {
        if (!IsPartial)
        {
            return ExitCode.Ok;
        }

        ErrorLine.Write(
            "interrupted",
            $"Stopped at {Explanation.Ablations} retrainings; the explanation above is made of these.{(journal is null ? "" : $" They are kept in {journal}: the same command goes on from them.")}"
        );
        return ExitCode.Interrupted;
    }
}

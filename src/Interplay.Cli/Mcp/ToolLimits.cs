namespace Interplay.Cli.Mcp;

/// <summary>What a tool takes at most: its arguments come from a language model.</summary>
/// <param name="Ablations">Most ablations of one explanation.</param>
/// <param name="Calls">Most requests of one explanation.</param>
internal sealed record ToolLimits(int Ablations, int Calls)
{
    /// <summary>Ablations of an explanation for which no budget is given.</summary>
    public const int UsualAblations = 256;

    /// <summary>Longest prompt, in bytes.</summary>
    public const int PromptBytes = 1 << 20;

    /// <summary>Longest saved explanation, in bytes.</summary>
    public const int ReportBytes = 1 << 24;

    /// <summary>Longest text, continuation, selection or other argument, in UTF-16 units.</summary>
    public const int Characters = 20_000;

    /// <summary>Most labels.</summary>
    public const int Labels = 20;

    /// <summary>Most interactions that are told.</summary>
    public const int Interactions = 50;

    /// <summary>What the argument 'keep' of a tool means.</summary>
    public const string KeepMeaning =
        "Probability that a part is kept, above 0 and below 1: 0.9 asks combinations near the whole input, learns from them and says what parts do there.";

    /// <summary>How many ablations an explanation takes.</summary>
    /// <param name="asked">What was asked for; null for the usual number.</param>
    /// <param name="partCount">How many parts there are.</param>
    /// <exception cref="InterplayException"><c>argument-out-of-range</c>.</exception>
    public int Budget(int? asked, int partCount)
    {
        int all = partCount < 30 ? 1 << partCount : int.MaxValue;
        return Math.Min(
            all,
            Within("budget", asked ?? Math.Min(UsualAblations, Ablations), 1, Ablations)
        );
    }

    /// <summary>A number that is in its range.</summary>
    /// <exception cref="InterplayException"><c>argument-out-of-range</c>.</exception>
    public static int Within(string name, int value, int least, int most) =>
        value >= least && value <= most
            ? value
            : throw new InterplayException(
                ErrorKind.Request,
                "argument-out-of-range",
                $"'{name}' must be {least} to {most}; found {value}."
            );

    /// <summary>A text that is not too long.</summary>
    /// <exception cref="InterplayException"><c>argument-too-long</c>.</exception>
    public static string? Short(string name, string? value, int most = Characters) =>
        value is null || value.Length <= most
            ? value
            : throw new InterplayException(
                ErrorKind.Request,
                "argument-too-long",
                $"'{name}' may have at most {most} characters; found {value.Length}."
            );
}

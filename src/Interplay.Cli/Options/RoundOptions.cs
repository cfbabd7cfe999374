using System.CommandLine;
using Interplay.Runs;

namespace Interplay.Cli.Options;

/// <summary>The options of a run in rounds: more masks each time, until it is good enough.</summary>
internal sealed class RoundOptions
{
    private readonly Option<double?> _untilR2 = Numbers.Real(
        "--until-r2",
        "R",
        "Ask in rounds, and stop once R2 is at least R, above 0 and below 1, at the low end of its 90 % interval. --budget is then the most that is spent, and R2 comes from cross-validation unless --held-out sets masks aside"
    );

    private readonly Option<double?> _mostPerPoint = Numbers.Real(
        "--max-price-per-point",
        "N",
        "Ask in rounds, and stop once the next 0.01 of R2 would cost more than N ablations"
    );

    private readonly Option<bool> _rounds = new("--rounds")
    {
        Description =
            "Ask in rounds up to the budget: every round is reported with its R2 and the price of the next 0.01. Ctrl-C ends the run with an explanation of what is there.",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_rounds);
        command.Options.Add(_untilR2);
        command.Options.Add(_mostPerPoint);
    }

    /// <summary>How to go in rounds; null when it was not asked for.</summary>
    public AnytimeOptions? Read(ParseResult parsed)
    {
        double? target = parsed.GetValue(_untilR2);
        double? most = parsed.GetValue(_mostPerPoint);
        return target is null && most is null && !parsed.GetValue(_rounds)
            ? null
            : new AnytimeOptions { UntilR2 = target, MostPerPoint = most };
    }
}

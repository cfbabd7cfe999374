using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Measurements.Cases;
using Interplay.Measurements.Studies;

namespace Interplay.Cli.Bench;

/// <summary><c>interplay bench games</c>: R2, recall and Shapley values of methods on a folder of games.</summary>
internal static class BenchGamesCommand
{
    private static readonly double[] DefaultBudgets = [500, 1000, 3000];

    public static Command Create()
    {
        var command = new Command(
            "games",
            "Measure methods on a folder of games: each plans, asks and recovers within the budget, and is scored against the known answer."
        );
        Argument<string> folder = new("DIR")
        {
            Description = "A folder of games: JSON case files.",
        };
        Option<double[]?> budgets = Numbers.Reals(
            "--budgets",
            "B,C",
            $"Most ablations, with commas between [default: {string.Join(',', DefaultBudgets)}]"
        );
        Option<string?> games = new("--games")
        {
            HelpName = "GLOB",
            Description = "Only games whose name fits, with * and ? [default: all]",
        };
        var bench = new BenchOptions("auto,spex,proxyspex");
        command.Arguments.Add(folder);
        command.Options.Add(budgets);
        command.Options.Add(games);
        bench.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                double[] settings = parsed.GetValue(budgets) is { Length: > 0 } given
                    ? given
                    : DefaultBudgets;
                foreach (double budget in settings)
                {
                    BenchOptions.CheckBudget(budget);
                }

                return bench.RunAsync(
                    parsed,
                    StudyKind.Games,
                    settings,
                    output =>
                        CaseFolder.GamesAsync(
                            parsed.GetRequiredValue(folder),
                            parsed.GetValue(games) ?? "*",
                            output.Measurements,
                            cancellationToken
                        ),
                    cancellationToken
                );
            }
        );
        return command;
    }
}

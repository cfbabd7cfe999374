using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Measurements.Cases;
using Interplay.Measurements.Studies;

namespace Interplay.Cli.Bench;

/// <summary><c>interplay bench tables</c>: R2 of methods on a folder of ablation tables.</summary>
internal static class BenchTablesCommand
{
    private const int DefaultTestRows = 2000;
    private static readonly double[] DefaultAlphas = [0.25, 0.5, 1, 2, 4];

    public static Command Create()
    {
        var command = new Command(
            "tables",
            "Measure methods on a folder of ablation tables: each learns from the first B = round(alpha n log2 n) train rows and is scored on the test rows. The rows of a table are taken to be independent uniform masks."
        );
        Argument<string> folder = new("DIR")
        {
            Description = "A folder of ablation tables: .csv, .csv.gz or .parquet.",
        };
        Option<double[]?> alphas = Numbers.Reals(
            "--alphas",
            "A,B",
            $"How many train rows, as multiples of n log2 n, with commas between [default: {string.Join(',', DefaultAlphas)}]"
        );
        Option<string?> tables = new("--tables")
        {
            HelpName = "GLOB",
            Description = "Only tables whose name fits, with * and ? [default: all]",
        };
        Option<int?> testRows = Numbers.Whole(
            "--test-rows",
            "N",
            $"Rows at the end that score where a table has no column 'split' that marks them [default: {DefaultTestRows}]"
        );
        var bench = new BenchOptions("auto,lasso1,proxyspex");
        command.Arguments.Add(folder);
        command.Options.Add(alphas);
        command.Options.Add(tables);
        command.Options.Add(testRows);
        bench.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
            {
                int held = parsed.GetValue(testRows) ?? DefaultTestRows;
                BenchOptions.CheckPositive("--test-rows", held);
                return bench.RunAsync(
                    parsed,
                    StudyKind.Tables,
                    parsed.GetValue(alphas) is { Length: > 0 } given ? given : DefaultAlphas,
                    _ =>
                        CaseFolder.TablesAsync(
                            parsed.GetRequiredValue(folder),
                            parsed.GetValue(tables) ?? "*",
                            held,
                            cancellationToken
                        ),
                    cancellationToken
                );
            }
        );
        return command;
    }
}

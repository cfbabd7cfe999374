using System.CommandLine;

namespace Interplay.Cli.Tables;

/// <summary>The argument and options of the verbs that work on ablation tables.</summary>
internal static class TableOptions
{
    public static Argument<string> Table() =>
        new("TABLE")
        {
            Description =
                "An ablation table: .csv, .csv.gz or .parquet with a column 'mask' (0 and 1, part 0 first), one column an output, and optionally 'split' (train or test); - is CSV on standard input.",
        };

    public static Option<string?> Output(string description) =>
        new("--output", "-o") { HelpName = "FILE", Description = description };
}

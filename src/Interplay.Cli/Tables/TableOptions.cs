using System.CommandLine;
using Interplay.Cli.Options;
using Interplay.Cli.Terminal;
using Interplay.Tables;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary>The argument and options of the verbs that work on ablation tables; <c>-</c> is CSV on standard input or output.</summary>
internal static class TableOptions
{
    public static Argument<string> Table() =>
        new("TABLE")
        {
            Description =
                "An ablation table: .csv, .csv.gz or .parquet with a column 'mask' (0 and 1, part 0 first), one column an output, and optionally 'split' (train or test); - is CSV on standard input.",
        };

    public static TargetOption Output(string description) =>
        new("--output", "-o") { HelpName = "FILE", Description = description };

    /// <summary>Complains about a name that no table can have, before any work is done.</summary>
    public static void CheckName(string path)
    {
        if (path != TargetFile.Standard)
        {
            AblationTableFile.CheckName(path);
        }
    }

    /// <inheritdoc cref="AblationTableFile.ReadAsync"/>
    public static async Task<AblationTable> ReadAsync(
        string path,
        OutputChoice? choice,
        CancellationToken cancellationToken
    ) =>
        path == TargetFile.Standard
            ? AblationTableCsv.Read(
                new ValidText(Console.OpenStandardInput(), "standard input"),
                choice,
                cancellationToken
            )
            : await AblationTableFile.ReadAsync(path, choice, cancellationToken);

    /// <inheritdoc cref="AblationTableFile.WriteAsync"/>
    public static Task WriteAsync(AblationTable table, string path) =>
        path == TargetFile.Standard
            ? TargetFile.WriteAsync(
                path,
                async output =>
                {
                    await using var text = new StreamWriter(output);
                    AblationTableCsv.Write(table, text);
                }
            )
            : AblationTableFile.WriteAsync(table, path);
}

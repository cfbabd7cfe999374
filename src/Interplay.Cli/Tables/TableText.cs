using Interplay.Masks;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Cli.Tables;

/// <summary>Ablation tables in words.</summary>
internal static class TableText
{
    private const int Shown = 6;

    /// <summary>What was read as what, in one line: rows, outputs, rows without a value, masks that stand there again, columns that were passed over.</summary>
    public static string ReadAs(string path, AblationTable table)
    {
        int rows = table.Masks.RowCount;
        int test = table.Splits.Count(static split => split == TableSplit.Test);
        int repeated = rows - MaskIndex.Over(table.Masks).Count;
        string outputs =
            $"{(table.Outputs.Count == 1 ? "output" : $"{table.Outputs.Count} outputs")} {string.Join(", ", table.Outputs.Take(Shown).Select(static name => $"'{name}'"))}{(table.Outputs.Count > Shown ? " ..." : "")}";
        string[] said =
        [
            $"{rows} masks of {table.Masks.PartCount} parts ({rows - test} train, {test} test)",
            table.Outputs.Count == 0 ? "no outputs" : outputs,
            $"{rows - table.FilledCount} without a value",
            $"{repeated} repeat a mask",
        ];
        return string.Join(
            ' ',
            (string[])[$"read {Path.GetFileName(path)}: {string.Join("; ", said)}.", .. table.Notes]
        );
    }
}

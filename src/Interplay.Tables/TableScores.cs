using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Tables;

/// <summary>What the test rows of a table say of an explanation that was recovered from its train rows.</summary>
public static class TableScores
{
    /// <summary>
    /// Adds the linear datamodelling score on the test rows to the notes, which reports and JSON carry; or why there is none. The score is of the
    /// outputs as the table has them.
    /// </summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="table">The table that it was recovered from.</param>
    public static Explanation WithDatamodelScore(this Explanation explanation, AblationTable table)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(table);
        var learned = MaskIndex.Over(table.Masks.Select(table.RowsOf(TableSplit.Train)));
        int[] rows =
        [
            .. table.RowsOf(TableSplit.Test).Where(row => learned.Find(table.Masks.Row(row)) < 0),
        ];
        DatamodelScore? score = null;
        if (rows.Length >= DatamodelScore.LeastMasks)
        {
            Ablations test = table.Ablations(rows);
            score = DatamodelScore.Measure(
                [.. explanation.Outputs.Select(static output => output.Spectrum)],
                test.Masks,
                test.Values.Span,
                explanation.Seed
            );
        }

        string note =
            score?.ToString()
            ?? $"No linear datamodelling score: it takes {DatamodelScore.LeastMasks} test rows with different values and masks that are not learned from; the table has {rows.Length}.";
        return explanation with { Notes = [.. explanation.Notes, note] };
    }
}

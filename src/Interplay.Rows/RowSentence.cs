using Interplay.Reports.Subjects;

namespace Interplay.Rows;

/// <summary>What was explained, in whole sentences.</summary>
public static class RowSentence
{
    /// <summary>The subject of a row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pool">The table.</param>
    /// <param name="parts">Which columns are parts.</param>
    /// <param name="row">The row.</param>
    /// <param name="options">How columns are removed.</param>
    public static RowSubject Of(
        IRowModel model,
        RowPool pool,
        RowParts parts,
        int row,
        RowOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(parts);
        return new RowSubject
        {
            Parts = parts.Of(pool, row),
            Sentence = $"Row {row} of {pool.Name} on {model.Name}. {Of(pool, options, row)}",
            Model = model.Name,
            TableFile = pool.Name,
            Row = row,
        };
    }

    /// <summary>What stands in for removed columns.</summary>
    /// <param name="pool">The table.</param>
    /// <param name="options">How columns are removed.</param>
    /// <param name="row">The row, or the first of several.</param>
    /// <exception cref="InterplayException"><c>background-malformed</c>.</exception>
    public static string Of(RowPool pool, RowOptions options, int row)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(options);
        int rows = options.Of(pool, row).Length;
        return options.Removal switch
        {
            RowRemoval.Typical =>
                "A removed column has its mean, or its most frequent text, over the background.",
            RowRemoval.Baseline =>
                $"A removed column has what stands there in row {options.Baseline} of the background.",
            _ =>
                $"A removed column has what stands there in {(options.Removal == RowRemoval.Nearest ? "the nearest " : "")}{rows} row{(rows == 1 ? "" : "s")} of the background, over which the answers are averaged.",
        };
    }
}

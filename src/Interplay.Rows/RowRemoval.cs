namespace Interplay.Rows;

/// <summary>What stands in a column that is removed.</summary>
public enum RowRemoval
{
    /// <summary>What stands there in rows of the background, one after another; the values are averaged.</summary>
    Marginal,

    /// <summary>The mean of a column of numbers, the most frequent text of another.</summary>
    Typical,

    /// <summary>What stands there in one row of the background.</summary>
    Baseline,
}

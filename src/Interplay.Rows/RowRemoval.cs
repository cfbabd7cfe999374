namespace Interplay.Rows;

/// <summary>What stands in a column that is removed.</summary>
public enum RowRemoval
{
    /// <summary>What stands there in rows of the background, one after another; the values are averaged.</summary>
    Marginal,

    /// <summary>
    /// What stands there in those rows of the background that are nearest to the row, other than itself: by standardised numbers, texts counting as one deviation
    /// where they differ.
    /// </summary>
    Nearest,

    /// <summary>The mean of a column of numbers, the most frequent text of another.</summary>
    Typical,

    /// <summary>What stands there in one row of the background.</summary>
    Baseline,
}

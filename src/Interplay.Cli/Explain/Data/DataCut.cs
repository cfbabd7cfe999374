using System.Globalization;

namespace Interplay.Cli.Explain.Data;

/// <summary>How <c>--parts</c> of training data is spelled.</summary>
/// <param name="Kind">What a part is.</param>
/// <param name="Column">The column of groups; null for other kinds.</param>
/// <param name="Count">How many clusters or nearest rows; 0 for other kinds.</param>
internal sealed record DataCut(DataCut.Cut Kind, string? Column = null, int Count = 0)
{
    /// <summary>So many rows are parts one by one unless something else is asked for; of more rows, so many clusters or nearest rows.</summary>
    private const int MostRows = 64;
    private const int DefaultCount = 40;

    /// <summary>What a part is.</summary>
    public enum Cut
    {
        /// <summary>Every row.</summary>
        Rows,

        /// <summary>The rows with the same value in a column.</summary>
        Column,

        /// <summary>A cluster of similar rows.</summary>
        Clusters,

        /// <summary>A row near the test row.</summary>
        Nearest,
    }

    /// <summary>Reads what was asked for.</summary>
    /// <param name="parts">The option; null chooses by the number of rows.</param>
    /// <param name="rows">Number of training rows.</param>
    /// <param name="hasOneTestRow">Whether a single test row is explained.</param>
    /// <param name="canCompare">Whether features are at hand to compare rows by.</param>
    /// <exception cref="InterplayException"><c>unknown-parts</c>.</exception>
    public static DataCut Parse(string? parts, int rows, bool hasOneTestRow, bool canCompare)
    {
        if (parts is null)
        {
            return rows <= MostRows || !canCompare ? new DataCut(Cut.Rows)
                : hasOneTestRow ? new DataCut(Cut.Nearest, Count: DefaultCount)
                : new DataCut(Cut.Clusters, Count: DefaultCount);
        }

        string[] sides = parts.Split(':', 2);
        return sides switch
        {
            ["rows"] => new DataCut(Cut.Rows),
            ["column", { Length: > 0 } name] => new DataCut(Cut.Column, name),
            ["clusters", var count] when Number(count) is int clusters => new DataCut(
                Cut.Clusters,
                Count: clusters
            ),
            ["nearest", var count] when Number(count) is int nearest => new DataCut(
                Cut.Nearest,
                Count: nearest
            ),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "unknown-parts",
                $"Training data is cut into rows, column:NAME, clusters:K or nearest:K; found '{parts}'."
            ),
        };
    }

    /// <summary>As it is spelled.</summary>
    public override string ToString() =>
        Kind switch
        {
            Cut.Rows => "rows",
            Cut.Column => $"column:{Column}",
            Cut.Clusters => $"clusters:{Count}",
            _ => $"nearest:{Count}",
        };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}

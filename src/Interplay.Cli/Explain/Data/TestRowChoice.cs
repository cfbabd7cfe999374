using System.Globalization;

namespace Interplay.Cli.Explain.Data;

/// <summary>How <c>--row</c> is spelled: numbers of test rows, <c>all</c> of them one by one, or nothing for their mean.</summary>
/// <param name="Rows">The rows, each an output; null for the mean over all.</param>
internal sealed record TestRowChoice(IReadOnlyList<int>? Rows)
{
    /// <summary>More outputs than this are refused: each has a spectrum of its own.</summary>
    private const int MostOutputs = 1000;

    /// <summary>The only row; null where there are several, or the mean.</summary>
    public int? Only => Rows is [var row] ? row : null;

    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="InterplayException"><c>row-unknown</c>.</exception>
    public static TestRowChoice Parse(string? rows, int rowCount)
    {
        if (rows is null)
        {
            return new TestRowChoice((IReadOnlyList<int>?)null);
        }

        int[] chosen =
            rows == "all"
                ? [.. Enumerable.Range(0, rowCount)]
                : [.. rows.Split(',').Select(row => Number(row, rows, rowCount)).Distinct()];
        return chosen.Length <= MostOutputs
            ? new TestRowChoice(chosen)
            : throw new InterplayException(
                ErrorKind.Request,
                "too-many-outputs",
                $"Each test row is an output; {chosen.Length} were asked for, at most {MostOutputs} are possible. Without --row the mean over all of them is explained."
            );
    }

    private static int Number(string text, string all, int rowCount) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int row)
        && row < rowCount
            ? row
            : throw new InterplayException(
                ErrorKind.Request,
                "row-unknown",
                $"--row takes numbers of test rows from 0 to {rowCount - 1} with commas between, or all; found '{all}'."
            );
}

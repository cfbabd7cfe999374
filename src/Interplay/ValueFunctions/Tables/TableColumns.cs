namespace Interplay.ValueFunctions.Tables;

/// <summary>Which column of an ablation table is what: one <c>mask</c>, perhaps <c>split</c>, and the outputs that were chosen among the others.</summary>
public sealed class TableColumns
{
    /// <summary>Name of the column of masks.</summary>
    public const string MaskName = "mask";

    /// <summary>Name of the column that says what a row is for.</summary>
    public const string SplitName = "split";

    private TableColumns(int count, int mask, int split, int[] outputs, string[] outputNames)
    {
        Count = count;
        Mask = mask;
        Split = split;
        Outputs = outputs;
        OutputNames = outputNames;
    }

    /// <summary>Number of columns, chosen or not.</summary>
    public int Count { get; }

    /// <summary>The column of masks.</summary>
    public int Mask { get; }

    /// <summary>The column that says what a row is for; -1 without one.</summary>
    public int Split { get; }

    /// <summary>The columns of the chosen outputs.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>Names of the chosen outputs.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Reads the names of the columns.</summary>
    /// <exception cref="InterplayException"><c>table-malformed</c>, or <c>outputs-unreadable</c> when the choice names none of them.</exception>
    public static TableColumns Of(IReadOnlyList<string> names, OutputChoice choice)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(choice);
        int[] all = [.. Enumerable.Range(0, names.Count)];
        int mask = Array.FindIndex(all, column => names[column] == MaskName);
        int split = Array.FindIndex(all, column => names[column] == SplitName);
        if (mask < 0)
        {
            throw AblationTableBuilder.Malformed(
                1,
                $"a column named 'mask' is expected; found {Listed(names)}"
            );
        }

        int[] outputs = Array.FindAll(all, column => column != mask && column != split);
        string[] outputNames = [.. outputs.Select(column => names[column])];
        if (outputNames.Distinct(StringComparer.Ordinal).Count() != outputs.Length)
        {
            throw AblationTableBuilder.Malformed(
                1,
                $"column names must be distinct; found {Listed(names)}"
            );
        }

        int[] chosen = choice.Of(outputNames);
        return new TableColumns(
            names.Count,
            mask,
            split,
            [.. chosen.Select(output => outputs[output])],
            [.. chosen.Select(output => outputNames[output])]
        );
    }

    /// <summary>The names as far as a message can hold them.</summary>
    private static string Listed(IReadOnlyList<string> names)
    {
        string listed = string.Join(", ", names.Take(20));
        return $"{(listed.Length > 500 ? $"{listed[..500]}..." : listed)}{(names.Count > 20 ? $" and {names.Count - 20} more" : "")}";
    }
}

namespace Interplay.ValueFunctions.Tables;

/// <summary>Which column of an ablation table is what: one <c>mask</c>, perhaps <c>split</c>, and the outputs that were chosen among the others.</summary>
public sealed class TableColumns
{
    /// <summary>Name of the column of masks.</summary>
    public const string MaskName = "mask";

    /// <summary>Name of the column that says what a row is for.</summary>
    public const string SplitName = "split";

    /// <summary>Name of the column of what the masks leave of a text, which is for programs that fill the table.</summary>
    public const string TextName = "ablated_text";

    private TableColumns(
        int count,
        int mask,
        int split,
        int text,
        int[] outputs,
        string[] outputNames,
        string[] notes
    )
    {
        Notes = notes;
        Count = count;
        Mask = mask;
        Split = split;
        Text = text;
        Outputs = outputs;
        OutputNames = outputNames;
    }

    /// <summary>Number of columns, chosen or not.</summary>
    public int Count { get; }

    /// <summary>The column of masks.</summary>
    public int Mask { get; }

    /// <summary>The column that says what a row is for; -1 without one.</summary>
    public int Split { get; }

    /// <summary>The column of what the masks leave of a text, which is passed over; -1 without one.</summary>
    public int Text { get; }

    /// <summary>The columns of the chosen outputs.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>Names of the chosen outputs.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>What is passed over, a sentence each: columns of row numbers that have no name of their own.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>
    /// Whether a column is the index of a data frame: one without a name before all others, as pandas and R write it, or with the name that pandas gives
    /// one that it has read back.
    /// </summary>
    /// <param name="names">Names of all columns.</param>
    /// <param name="column">The column.</param>
    public static bool IsIndex(IReadOnlyList<string> names, int column)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Take(column + 1).All(string.IsNullOrWhiteSpace)
            || names[column].StartsWith("Unnamed: ", StringComparison.Ordinal)
            || names[column].StartsWith("__index_level_", StringComparison.Ordinal);
    }

    /// <summary>Reads the names of the columns.</summary>
    /// <exception cref="InterplayException"><c>table-malformed</c>: no column of masks, or two of masks, splits or one name; or <c>outputs-unreadable</c> when the choice names none of them.</exception>
    public static TableColumns Of(IReadOnlyList<string> names, OutputChoice choice)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(choice);
        int[] all = [.. Enumerable.Range(0, names.Count)];
        int mask = Array.FindIndex(all, column => names[column] == MaskName);
        int split = Array.FindIndex(all, column => names[column] == SplitName);
        int text = Array.FindIndex(all, column => names[column] == TextName);
        if (mask < 0)
        {
            throw AblationTableBuilder.Malformed(
                1,
                $"a column named 'mask' is expected; found {Listed(names)}"
            );
        }

        int twice = Array.FindIndex(
            all,
            column => column != mask && column != split && IsAnother(names[column])
        );
        if (twice >= 0)
        {
            throw AblationTableBuilder.Malformed(
                1,
                $"the table has a second column of masks or splits, '{names[twice]}'; one 'mask' and at most one 'split' are expected"
            );
        }

        int[] unnamed = Array.FindAll(all, column => IsIndex(names, column));
        int[] outputs = Array.FindAll(
            all,
            column =>
                column != mask && column != split && column != text && !unnamed.Contains(column)
        );
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
            text,
            [.. chosen.Select(output => outputs[output])],
            [.. chosen.Select(output => outputNames[output])],
            unnamed.Length == 0
                ? []
                :
                [
                    $"{(unnamed.Length == 1 ? "A column" : $"{unnamed.Length} columns")} without a name ({string.Join(", ", unnamed.Take(3).Select(static column => $"column {column + 1}"))}) {(unnamed.Length == 1 ? "is" : "are")} passed over: row numbers, as data frames write them.",
                ]
        );
    }

    /// <summary>Whether a name is that of masks or splits once more, such as <c>Mask</c> or <c>mask.1</c>, which pandas makes of a name that stands twice.</summary>
    private static bool IsAnother(string name)
    {
        ReadOnlySpan<char> bare = name.AsSpan().Trim();
        int dot = bare.LastIndexOf('.');
        if (dot > 0 && !bare[(dot + 1)..].ContainsAnyExceptInRange('0', '9'))
        {
            bare = bare[..dot];
        }

        return bare.Equals(MaskName, StringComparison.OrdinalIgnoreCase)
            || bare.Equals(SplitName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The names as far as a message can hold them.</summary>
    private static string Listed(IReadOnlyList<string> names)
    {
        string listed = string.Join(", ", names.Take(20));
        return $"{(listed.Length > 500 ? $"{listed[..500]}..." : listed)}{(names.Count > 20 ? $" and {names.Count - 20} more" : "")}";
    }
}

using System.Globalization;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// Which outputs of a table are read: published retrainings have one for each of thousands of test rows, and nobody looks at all of them at once.
/// Outputs that are not chosen are passed over and take no memory.
/// </summary>
public sealed class OutputChoice
{
    private readonly string _text;

    private OutputChoice(string text) => _text = text;

    /// <summary>All outputs.</summary>
    public static OutputChoice All { get; } = new("");

    /// <summary>Reads a choice such as <c>0-9,17,accuracy</c>: names of outputs, numbers counted from 0, and ranges of numbers with both ends.</summary>
    /// <exception cref="InterplayException">Nothing is named (<c>outputs-unreadable</c>).</exception>
    public static OutputChoice Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(',').All(string.IsNullOrWhiteSpace)
            ? throw new InterplayException(
                ErrorKind.Request,
                "outputs-unreadable",
                $"Outputs are chosen by names, numbers from 0 and ranges, such as 0-9,17; found '{text}'."
            )
            : new OutputChoice(text);
    }

    /// <summary>The numbers of the chosen outputs, ascending, each once.</summary>
    /// <param name="names">The outputs that there are. A piece that is a name is that output, whatever else it could be read as.</param>
    /// <exception cref="InterplayException">No output of that name or number (<c>outputs-unreadable</c>).</exception>
    public int[] Of(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (_text.Length == 0)
        {
            return [.. Enumerable.Range(0, names.Count)];
        }

        var chosen = new bool[names.Count];
        foreach (
            string piece in _text.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            (int first, int last) = Range(piece, names);
            chosen.AsSpan(first, last - first + 1).Fill(true);
        }

        return [.. Enumerable.Range(0, names.Count).Where(output => chosen[output])];
    }

    private static (int First, int Last) Range(string piece, IReadOnlyList<string> names)
    {
        for (int output = 0; output < names.Count; output++)
        {
            if (string.Equals(names[output], piece, StringComparison.Ordinal))
            {
                return (output, output);
            }
        }

        int dash = piece.IndexOf('-', StringComparison.Ordinal);
        return
            TryNumber(dash < 0 ? piece : piece[..dash], out int first)
            && TryNumber(dash < 0 ? piece : piece[(dash + 1)..], out int last)
            && first <= last
            && last < names.Count
            ? (first, last)
            : throw new InterplayException(
                ErrorKind.Request,
                "outputs-unreadable",
                $"The table has {names.Count} outputs, numbered from 0 to {names.Count - 1}{Some(names)}; '{piece}' is none of them."
            );
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Some(IReadOnlyList<string> names) =>
        names.Count == 0
            ? ""
            : $" and named {string.Join(", ", names.Take(5))}{(names.Count > 5 ? "..." : "")}";
}

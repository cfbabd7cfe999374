using System.Buffers;
using System.Text;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// The header line of an ablation table. A name with a comma or a quotation mark stands in quotation marks, those inside it doubled (RFC 4180,
/// section 2): tokens of a model are outputs, and commas are tokens.
/// </summary>
internal static class CsvHeader
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    /// <summary>The line of some names.</summary>
    public static string Join(IEnumerable<string> names) => string.Join(',', names.Select(Cell));

    /// <summary>A cell that holds a text.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(Quoted) >= 0
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;

    /// <summary>The names of a line. Only a name that begins with a quotation mark is quoted; others are taken as they stand.</summary>
    public static string[] Split(string line)
    {
        var names = new List<string>();
        int start = 0;
        while (start <= line.Length)
        {
            bool isQuoted = start < line.Length && line[start] == '"';
            int end = isQuoted ? EndOfQuoted(line, start) : line.IndexOf(',', start);
            end = end < 0 ? line.Length : end;
            names.Add(
                isQuoted ? Unquoted(line.AsSpan(start + 1, end - start - 1)) : line[start..end]
            );
            start = end + 1;
        }

        return [.. names];
    }

    /// <summary>Where the comma after a quoted name is; -1 at the end of the line.</summary>
    private static int EndOfQuoted(string line, int start)
    {
        bool isInside = true;
        for (int i = start + 1; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                isInside = !isInside;
            }
            else if (line[i] == ',' && !isInside)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Unquoted(ReadOnlySpan<char> text)
    {
        var name = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                name.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '"')
            {
                name.Append('"');
                i++;
            }
        }

        return name.ToString();
    }
}

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// The cells of a line of an ablation table, without copies. A cell in quotation marks, as R writes all of them, is what stands between them; one with
/// marks inside is none of a table of numbers, but for that of a text, which is passed over.
/// </summary>
/// <param name="columns">How many cells a line has.</param>
/// <param name="text">The cell of a text; -1 for none.</param>
internal sealed class CsvLine(int columns, int text)
{
    private readonly Range[] _cells = new Range[columns + 1];

    /// <summary>Where a cell of the line that was parted last stands in it.</summary>
    public Range this[int column] => _cells[column];

    /// <summary>Parts a line.</summary>
    /// <returns>How many cells it has, one more than there are columns where it has more; -1 where a quotation mark does not close or stands inside a cell.</returns>
    public int Part(ReadOnlySpan<char> line)
    {
        if (!line.Contains('"'))
        {
            return line.Split(_cells, ',');
        }

        int count = 0;
        for (int start = 0; start <= line.Length && count < _cells.Length; count++)
        {
            bool isQuoted = start < line.Length && line[start] == '"';
            int begin = isQuoted ? start + 1 : start;
            int length =
                isQuoted && count == text
                    ? LengthOfText(line[begin..])
                    : line[begin..].IndexOf(isQuoted ? '"' : ',');
            int end = length < 0 ? line.Length : begin + length;
            int next = isQuoted ? end + 1 : end;
            if (
                (isQuoted && (length < 0 || (next < line.Length && line[next] != ',')))
                || (count != text && line[begin..end].Contains('"'))
            )
            {
                return -1;
            }

            _cells[count] = begin..end;
            start = next + 1;
        }

        return count;
    }

    /// <summary>How far a quoted text goes in which a mark stands for itself where it is doubled (RFC 4180, section 2); -1 where it does not close.</summary>
    private static int LengthOfText(ReadOnlySpan<char> rest)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                if (i + 1 == rest.Length || rest[i + 1] != '"')
                {
                    return i;
                }

                i++;
            }
        }

        return -1;
    }
}

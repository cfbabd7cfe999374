namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// The cells of a line of an ablation table, without copies. A cell in quotation marks, as R writes all of them, is what stands between them; one with
/// marks inside is none of a table of numbers.
/// </summary>
/// <param name="columns">How many cells a line has.</param>
internal sealed class CsvLine(int columns)
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
            int length = line[begin..].IndexOf(isQuoted ? '"' : ',');
            int end = length < 0 ? line.Length : begin + length;
            int next = isQuoted ? end + 1 : end;
            if (
                (isQuoted && (length < 0 || (next < line.Length && line[next] != ',')))
                || line[begin..end].Contains('"')
            )
            {
                return -1;
            }

            _cells[count] = begin..end;
            start = next + 1;
        }

        return count;
    }
}

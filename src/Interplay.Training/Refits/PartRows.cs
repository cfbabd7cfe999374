using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Refits;

/// <summary>
/// Training rows in the order of their parts, each with a constant 1 before its features, so that the kept rows of a mask are a few long runs.
/// Rows that are always kept come last.
/// </summary>
internal sealed class PartRows
{
    private readonly double[] _rows;
    private readonly double[] _targets;
    private readonly int[] _starts;

    public PartRows(TrainingData data, DataLens lens)
    {
        Width = data.ColumnCount + 1;
        PartCount = lens.Parts.Count;
        RowCount = data.RowCount;
        _rows = new double[RowCount * Width];
        _targets = new double[RowCount];
        _starts = new int[PartCount + 2];
        int next = 0;
        for (int part = 0; part <= PartCount; part++)
        {
            _starts[part] = next;
            foreach (int row in part < PartCount ? lens.RowsOf(part) : lens.FixedRows)
            {
                WithConstant(data.Row(row), _rows.AsSpan(next * Width, Width));
                _targets[next++] = data.Targets[row];
            }
        }

        _starts[^1] = next;
    }

    /// <summary>Numbers a row, the constant included.</summary>
    public int Width { get; }

    public int RowCount { get; }

    public int PartCount { get; }

    public ReadOnlySpan<double> Row(int row) => _rows.AsSpan(row * Width, Width);

    public double Target(int row) => _targets[row];

    /// <summary>The rows of a part; part <see cref="PartCount"/> are those that are always kept.</summary>
    public (int Start, int End) Of(int part) => (_starts[part], _starts[part + 1]);

    /// <summary>The kept rows as runs without gaps; their number.</summary>
    public int Runs(ReadOnlySpan<ulong> mask, Span<(int Start, int End)> runs)
    {
        int count = 0;
        for (int part = 0; part <= PartCount; part++)
        {
            if (part < PartCount && (mask[part >> 6] >> (part & 63) & 1) == 0)
            {
                continue;
            }

            (int start, int end) = Of(part);
            if (count > 0 && runs[count - 1].End == start)
            {
                runs[count - 1].End = end;
            }
            else if (start < end)
            {
                runs[count++] = (start, end);
            }
        }

        return count;
    }

    public static void WithConstant(ReadOnlySpan<double> features, Span<double> row)
    {
        row[0] = 1;
        features.CopyTo(row[1..]);
    }
}

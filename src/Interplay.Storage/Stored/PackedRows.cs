using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>Ablations that are being appended, in the form that they are kept in.</summary>
internal sealed class PackedRows
{
    /// <param name="masks">The masks.</param>
    /// <param name="values">Their values, rows x outputs.</param>
    /// <param name="costs">What each cost; empty where that is not known.</param>
    /// <param name="areRepeats">Whether a mask that comes again is another value of it: its k-th row is its k-th value. Else all are its first.</param>
    /// <exception cref="ArgumentException">Values or costs that do not fit the masks.</exception>
    /// <exception cref="InterplayException"><c>value-not-finite</c>.</exception>
    public PackedRows(
        MaskMatrix masks,
        ReadOnlySpan<double> values,
        ReadOnlySpan<AblationCost> costs,
        bool areRepeats = false
    )
    {
        Repeats = new int[masks.RowCount];
        if (areRepeats)
        {
            var index = new MaskIndex(masks.PartCount, masks.RowCount);
            var counts = new List<int>();
            for (int row = 0; row < masks.RowCount; row++)
            {
                int number = index.Add(masks.Row(row));
                if (number == counts.Count)
                {
                    counts.Add(0);
                }

                Repeats[row] = counts[number]++;
            }
        }

        Masks = new byte[masks.RowCount][];
        Values = new byte[masks.RowCount][];
        Costs = new AblationCost[masks.RowCount];
        PartCount = masks.PartCount;
        OutputCount = masks.RowCount == 0 ? 0 : values.Length / masks.RowCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            values.Length,
            OutputCount * masks.RowCount,
            nameof(values)
        );
        if (!costs.IsEmpty)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(
                costs.Length,
                masks.RowCount,
                nameof(costs)
            );
            costs.CopyTo(Costs);
        }

        for (int row = 0; row < masks.RowCount; row++)
        {
            Masks[row] = MaskBytes.Of(masks.Row(row), PartCount);
            Values[row] = ValueBytes.Of(values.Slice(row * OutputCount, OutputCount));
        }
    }

    public int Count => Masks.Length;

    public int PartCount { get; }

    public int OutputCount { get; }

    public byte[][] Masks { get; }

    public byte[][] Values { get; }

    public AblationCost[] Costs { get; }

    /// <summary>Which of the values of its mask each row is, from 0.</summary>
    public int[] Repeats { get; }

    /// <summary>The checksum of a row.</summary>
    public byte[] ChecksumOf(int row, string fingerprint, long written) =>
        Checksum.OfRow(
            fingerprint,
            Masks[row],
            Repeats[row],
            Values[row],
            [
                Costs[row].Calls,
                Costs[row].InputTokens,
                Costs[row].OutputTokens,
                Moment.Of(Costs[row].Duration),
            ],
            written,
            isUnchecked: false
        );
}

using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Storage.Stored;

/// <summary>Ablations that are being appended, in the form that they are kept in.</summary>
internal sealed class PackedRows
{
    /// <exception cref="ArgumentException">Values or costs that do not fit the masks.</exception>
    /// <exception cref="InterplayException"><c>value-not-finite</c>.</exception>
    public PackedRows(
        MaskMatrix masks,
        ReadOnlySpan<double> values,
        ReadOnlySpan<AblationCost> costs
    )
    {
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
}

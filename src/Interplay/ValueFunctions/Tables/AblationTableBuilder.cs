using System.Globalization;
using Interplay.Masks;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// Grows an ablation table row by row from whatever a file holds: masks are packed as they come, eight parts a byte, so that 100,000 masks of 50,000
/// parts take 625 MB while they are read. For readers of formats that are not built in.
/// </summary>
public sealed class AblationTableBuilder
{
    /// <summary>What a table may take in memory, packed: a small packed file can unfold to anything.</summary>
    public const long MostBytes = 1L << 31;

    private readonly RowChunks<double> _values;
    private readonly RowChunks<bool> _filled = new(1);
    private readonly RowChunks<TableSplit> _splits = new(1);
    private RowChunks<ulong> _masks = new(0);
    private readonly long _mostBytes;
    private ulong[] _packed = [];

    /// <summary>Starts a table.</summary>
    /// <param name="outputs">Names of the value columns; may be empty.</param>
    public AblationTableBuilder(IReadOnlyList<string> outputs)
        : this(outputs, MostBytes) { }

    internal AblationTableBuilder(IReadOnlyList<string> outputs, long mostBytes)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        Outputs = outputs;
        _mostBytes = mostBytes;
        _values = new RowChunks<double>(outputs.Count);
    }

    /// <summary>Names of the value columns.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Number of rows so far.</summary>
    public int RowCount => _filled.Count;

    /// <summary>Number of parts; 0 before the first row.</summary>
    public int PartCount { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="mask">A character a part, 0 or 1, part 0 first.</param>
    /// <param name="values">One value an output, or none for all of them when the mask has not been evaluated.</param>
    /// <param name="split">What the row is for.</param>
    /// <param name="line">Where it stands in its file, for messages; the header is line 1. Null counts the rows.</param>
    /// <exception cref="InterplayException"><c>table-malformed</c>, <c>mask-ragged</c>, <c>value-not-finite</c> or <c>table-too-large</c>.</exception>
    public void Add(
        ReadOnlySpan<char> mask,
        ReadOnlySpan<double?> values,
        TableSplit split = TableSplit.Train,
        int? line = null
    )
    {
        int place = line ?? RowCount + 2;
        RequireFits(mask.Length, place);
        try
        {
            Mask.ParseInto(mask, _packed);
        }
        catch (InterplayException exception)
        {
            throw Malformed(place, exception.Message.TrimEnd('.'));
        }

        Keep(values, split, place);
    }

    /// <summary>Adds a row whose mask is a byte a part, 0 or 1, as arrays of flags are.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{char}, ReadOnlySpan{double?}, TableSplit, int?)"/>
    public void Add(
        ReadOnlySpan<byte> mask,
        ReadOnlySpan<double?> values,
        TableSplit split = TableSplit.Train,
        int? line = null
    )
    {
        int place = line ?? RowCount + 2;
        RequireFits(mask.Length, place);
        if (!Mask.TryPackInto(mask, _packed))
        {
            int part = mask.IndexOfAnyExcept((byte)0, (byte)1);
            throw Malformed(
                place,
                $"A mask is of bytes 0 and 1; found {mask[part]} at position {part}"
            );
        }

        Keep(values, split, place);
    }

    /// <summary>The table. The builder is empty-handed afterwards.</summary>
    /// <param name="notes">What its reader passed over, as <see cref="TableColumns.Notes"/> say; null for nothing.</param>
    /// <exception cref="InterplayException">There is no row (<c>table-malformed</c>).</exception>
    public AblationTable Build(IReadOnlyList<string>? notes = null)
    {
        if (RowCount == 0)
        {
            throw Malformed(2, "at least one row is expected");
        }

        int rows = RowCount;
        return AblationTable.Owning(
            MaskMatrix.Owning(_masks.ToArray(), rows, PartCount),
            Outputs,
            _splits.ToArray(),
            _values.ToArray(),
            _filled.ToArray(),
            notes
        );
    }

    internal static InterplayException Malformed(int line, string reason) =>
        new(ErrorKind.Data, "table-malformed", $"Line {line} of the ablation table: {reason}.");

    private void RequireFits(int partCount, int line)
    {
        if (PartCount == 0)
        {
            PartCount = partCount > 0 ? partCount : throw Malformed(line, "the mask is empty");
            _packed = new ulong[Mask.WordCount(partCount)];
            _masks = new RowChunks<ulong>(_packed.Length);
        }

        if (partCount != PartCount)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "mask-ragged",
                $"Line {line} of the ablation table: the mask has {partCount} parts; the rows above have {PartCount}."
            );
        }

        long bytesPerRow =
            8L * (_packed.Length + Outputs.Count) + sizeof(bool) + sizeof(TableSplit);
        if ((RowCount + 1) * bytesPerRow > _mostBytes)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "table-too-large",
                $"Line {line} of the ablation table: the {RowCount} rows above take {RowCount * bytesPerRow} bytes with {PartCount} parts and {Outputs.Count} outputs, packed; no more is read."
            );
        }
    }

    /// <summary>Adds the row whose mask was packed. Nothing is added before everything is checked: a caller may leave a bad row out and go on.</summary>
    private void Keep(ReadOnlySpan<double?> values, TableSplit split, int line)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Outputs.Count, nameof(values));
        bool isFilled = IsFilled(values, line);
        _packed.CopyTo(_masks.Add());
        _filled.Add()[0] = isFilled;
        _splits.Add()[0] = split;
        Span<double> target = _values.Add();
        for (int output = 0; isFilled && output < values.Length; output++)
        {
            target[output] = values[output]!.Value;
        }
    }

    private bool IsFilled(ReadOnlySpan<double?> values, int line)
    {
        int empty = 0;
        for (int output = 0; output < values.Length; output++)
        {
            if (values[output] is not double value)
            {
                empty++;
            }
            else if (!double.IsFinite(value))
            {
                throw NotFinite(
                    line,
                    Outputs[output],
                    value.ToString("R", CultureInfo.InvariantCulture)
                );
            }
        }

        return empty == 0 || empty == values.Length
            ? empty < values.Length
            : throw Malformed(
                line,
                $"all {values.Length} outputs or none must have a value; {empty} are empty"
            );
    }

    internal static InterplayException NotFinite(int line, string output, string found) =>
        new(
            ErrorKind.Data,
            "value-not-finite",
            $"Line {line} of the ablation table: '{output}' must be finite; found {found}. Leave the cell empty if the mask has no value."
        );
}

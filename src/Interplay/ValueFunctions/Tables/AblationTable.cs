using Interplay.Lenses;
using Interplay.Masks;

namespace Interplay.ValueFunctions.Tables;

/// <summary>
/// Masks with or without values, as they travel between programs: <c>plan</c> writes one without values, any program fills it, <c>recover</c>
/// reads it. A missing value is an explicit state of its row.
/// </summary>
public sealed class AblationTable
{
    private readonly bool[] _filled;
    private readonly double[] _values;
    private ILens<string>? _lens;

    /// <summary>Creates a table.</summary>
    /// <param name="masks">The masks.</param>
    /// <param name="outputs">Names of the value columns; may be empty in a plan.</param>
    /// <param name="splits">What each row is for.</param>
    /// <param name="values">Rows x outputs; entries of rows that are not filled are ignored.</param>
    /// <param name="filled">Which rows have all their values.</param>
    public AblationTable(
        MaskMatrix masks,
        IReadOnlyList<string> outputs,
        IReadOnlyList<TableSplit> splits,
        ReadOnlySpan<double> values,
        ReadOnlySpan<bool> filled
    )
        : this(masks, outputs, splits, values.ToArray(), filled.ToArray(), []) { }

    private AblationTable(
        MaskMatrix masks,
        IReadOnlyList<string> outputs,
        IReadOnlyList<TableSplit> splits,
        double[] values,
        bool[] filled,
        IReadOnlyList<string> notes
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentOutOfRangeException.ThrowIfNotEqual(splits.Count, masks.RowCount, nameof(splits));
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            values.LongLength,
            (long)masks.RowCount * outputs.Count,
            nameof(values)
        );
        ArgumentOutOfRangeException.ThrowIfNotEqual(filled.Length, masks.RowCount, nameof(filled));
        Masks = masks;
        Outputs = outputs;
        Splits = splits;
        _values = values;
        _filled = filled;
        Notes = notes;
    }

    /// <summary>The masks, one a row.</summary>
    public MaskMatrix Masks { get; }

    /// <summary>Names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>What each row is for.</summary>
    public IReadOnlyList<TableSplit> Splits { get; }

    /// <summary>What its reader passed over, a sentence each: a column of row numbers that has no name.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Number of rows that have their values.</summary>
    public int FilledCount => _filled.Count(filled => filled);

    /// <summary>Takes over the arrays of a reader without copies: values of many outputs may take most of the memory there is.</summary>
    internal static AblationTable Owning(
        MaskMatrix masks,
        IReadOnlyList<string> outputs,
        IReadOnlyList<TableSplit> splits,
        double[] values,
        bool[] filled,
        IReadOnlyList<string>? notes = null
    ) => new(masks, outputs, splits, values, filled, notes ?? []);

    /// <summary>The table of a plan, still without values: the masks to learn from as train rows, the held-out ones as test rows.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="outputs">Names of the value columns.</param>
    /// <param name="lens">A text over the same parts, to be written beside the masks as they leave it; null for none.</param>
    public static AblationTable Of(
        MaskPlan plan,
        IReadOnlyList<string> outputs,
        ILens<string>? lens = null
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(outputs);
        MaskMatrix masks = plan.AllMasks();
        TableSplit[] splits =
        [
            .. Enumerable.Repeat(TableSplit.Train, plan.Masks.RowCount),
            .. Enumerable.Repeat(TableSplit.Test, masks.RowCount - plan.Masks.RowCount),
        ];
        return new AblationTable(
            masks,
            outputs,
            splits,
            new double[masks.RowCount * outputs.Count],
            new bool[masks.RowCount]
        )
        {
            _lens = lens,
        };
    }

    /// <summary>Whether what the masks leave of a text stands beside them. Readers pass over it: a table that is read has none.</summary>
    public bool HasTexts => _lens is not null;

    /// <summary>What the mask of a row leaves of the text; null where the table has none.</summary>
    public string? TextOf(int row) => _lens?.Ablate(Masks.GetMask(row));

    /// <summary>Whether a row has its values.</summary>
    public bool IsFilled(int row) => _filled[row];

    /// <summary>The values of a filled row.</summary>
    /// <exception cref="InterplayException">The row has none yet (<c>value-missing</c>).</exception>
    public ReadOnlySpan<double> ValuesOf(int row) =>
        _filled[row]
            ? _values.AsSpan(row * Outputs.Count, Outputs.Count)
            : throw new InterplayException(
                ErrorKind.Data,
                "value-missing",
                $"Row {row + 1} of the ablation table has no value yet."
            );

    /// <summary>The rows of one split in their order, at most <paramref name="limit"/> of them.</summary>
    public int[] RowsOf(TableSplit split, int limit = int.MaxValue) =>
        [.. Enumerable.Range(0, Masks.RowCount).Where(row => Splits[row] == split).Take(limit)];

    /// <summary>What a recovery learns from, and what only scores it.</summary>
    /// <param name="budget">Learn from so many of the train rows, the first ones; null for all.</param>
    /// <returns>The train rows; the test rows, null where there are none.</returns>
    /// <exception cref="InterplayException">
    /// There is no output, or a row has no value yet (<c>value-missing</c>); or there are not so many train rows (<c>budget-out-of-range</c>).
    /// </exception>
    public (Ablations Learned, Ablations? HeldOut) Divide(int? budget = null)
    {
        if (Outputs.Count == 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "value-missing",
                "The ablation table has no column of values beside 'mask' and 'split'."
            );
        }

        int[] train = RowsOf(TableSplit.Train);
        if (budget < 1 || budget > train.Length || train.Length == 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "budget-out-of-range",
                $"The table has {train.Length} train rows; --budget must be between 1 and that, found {budget?.ToString() ?? "none"}."
            );
        }

        int[] test = RowsOf(TableSplit.Test);
        return (
            Ablations(train[..(budget ?? train.Length)]),
            test.Length == 0 ? null : Ablations(test)
        );
    }

    /// <summary>The masks and values of the given rows, all of which must be filled.</summary>
    /// <exception cref="InterplayException">A row has no value yet (<c>value-missing</c>).</exception>
    public Ablations Ablations(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = new double[rows.Count * Outputs.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            ValuesOf(rows[i]).CopyTo(values.AsSpan(i * Outputs.Count));
        }

        return new Ablations
        {
            Masks = Masks.Select(rows),
            Outputs = Outputs,
            Values = values,
            Evaluated = 0,
        };
    }

    /// <summary>The same table with the values of <paramref name="ablations"/> filled in wherever the masks agree.</summary>
    public AblationTable Filled(Ablations ablations)
    {
        ArgumentNullException.ThrowIfNull(ablations);
        int outputs = ablations.Outputs.Count;
        var values = new double[Masks.RowCount * outputs];
        bool[] filled = new bool[Masks.RowCount];
        var index = MaskIndex.Over(ablations.Masks);
        var firstRow = new int[index.Count];
        for (int row = ablations.Masks.RowCount - 1; row >= 0; row--)
        {
            firstRow[index.Find(ablations.Masks.Row(row))] = row;
        }

        for (int row = 0; row < Masks.RowCount; row++)
        {
            int found = index.Find(Masks.Row(row));
            if (found >= 0)
            {
                ablations
                    .Values.Span.Slice(firstRow[found] * outputs, outputs)
                    .CopyTo(values.AsSpan(row * outputs));
                filled[row] = true;
            }
            else if (_filled[row] && Outputs.SequenceEqual(ablations.Outputs))
            {
                ValuesOf(row).CopyTo(values.AsSpan(row * outputs));
                filled[row] = true;
            }
        }

        return new AblationTable(Masks, ablations.Outputs, Splits, values, filled, Notes);
    }
}

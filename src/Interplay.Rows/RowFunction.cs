using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Rows;

/// <summary>
/// What a model says of a row, with some of its columns removed: others stand in for them, and the answers are averaged over those that do (the marginal,
/// or interventional, value function of Lundberg and Lee, 2017, and Janzing et al., 2020).
/// </summary>
public sealed class RowFunction : IRowValueFunction
{
    private readonly IRowModel _model;
    private readonly RowPool _pool;
    private readonly RowParts _parts;
    private readonly int _row;
    private readonly int[] _background;

    /// <summary>For each part the rows that stand in for it, one for each time that the model is asked.</summary>
    private readonly int[][] _standIns;

    /// <summary>Creates the value function of a row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pool">The table.</param>
    /// <param name="parts">Which columns are parts.</param>
    /// <param name="row">The row, from 0.</param>
    /// <param name="options">How columns are removed; null for the defaults.</param>
    /// <exception cref="InterplayException"><c>row-unknown</c> or <c>background-malformed</c>.</exception>
    public RowFunction(
        IRowModel model,
        RowPool pool,
        RowParts parts,
        int row,
        RowOptions? options = null
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(parts);
        if (row < 0 || row >= pool.RowCount)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "row-unknown",
                $"There is no row {row} in {pool.Name}; rows are numbered from 0 to {pool.RowCount - 1}."
            );
        }

        _model = model;
        _pool = pool;
        _parts = parts;
        _row = row;
        options ??= new RowOptions();
        _background = options.Of(pool, row);
        // The mean of a one-hot group is no value of it.
        _standIns =
        [
            .. parts.Columns.Select(columns =>
                options.Removal == RowRemoval.Typical && columns.Count > 1
                    ? [pool.MostFrequent(columns)]
                    : _background
            ),
        ];
        Fingerprint = Interplay.Fingerprint.Of([
            "row/1",
            model.Fingerprint,
            .. parts.Columns.Select(static columns => string.Join(',', columns)),
            .. pool.Columns,
            .. pool.Cells(row),
            .. _background.SelectMany(pool.Cells),
            .. _standIns
                .Where(rows => rows != _background)
                .SelectMany(static rows => rows)
                .SelectMany(pool.Cells),
        ]);
    }

    /// <summary>The row, from 0.</summary>
    internal int Row => _row;

    /// <summary>How often the model is asked for a mask.</summary>
    internal int Times => _background.Length;

    /// <inheritdoc/>
    public int PartCount => _parts.Columns.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs => _model.Outputs;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        return RowWorkers.RunAsync(
            Enumerable
                .Range(0, masks.RowCount)
                .Chunk(Math.Max(1, _model.RowsAtATime / _background.Length)),
            1,
            async (rows, stop) => await AskAsync(masks, await claims.TakeAsync(rows, stop), stop),
            cancellationToken
        );
    }

    /// <summary>The part that a column is of; -1 for none.</summary>
    internal int PartOf(int column) =>
        Enumerable
            .Range(0, PartCount)
            .FirstOrDefault(part => _parts.Columns[part].Contains(column), -1);

    /// <summary>The row that stands in for a part when the model is asked for the so-manieth time.</summary>
    internal int StandIn(int part, int time) => _standIns[part][time];

    private async ValueTask<IReadOnlyList<EvaluatedRow>> AskAsync(
        MaskMatrix masks,
        IReadOnlyList<int> rows,
        CancellationToken cancellationToken
    )
    {
        if (rows.Count == 0)
        {
            return [];
        }

        int outputs = Outputs.Count;
        var answers = new double[rows.Count * _background.Length * outputs];
        await _model.PredictAsync(
            new RowBatch(_pool, Sources(masks, rows)),
            answers,
            cancellationToken
        );
        var values = new double[rows.Count * outputs];
        Average(answers, values);
        return
        [
            .. rows.Select(
                (row, i) => new EvaluatedRow(row, values.AsMemory(i * outputs, outputs), default)
            ),
        ];
    }

    private int[] Sources(MaskMatrix masks, IReadOnlyList<int> rows)
    {
        int width = _pool.Columns.Count;
        var sources = new int[rows.Count * _background.Length * width];
        Array.Fill(sources, _row);
        for (int i = 0; i < rows.Count; i++)
        {
            Mask mask = masks.GetMask(rows[i]);
            for (int part = 0; part < PartCount; part++)
            {
                if (mask[part])
                {
                    continue;
                }

                foreach (int column in _parts.Columns[part])
                {
                    for (int b = 0; b < _background.Length; b++)
                    {
                        sources[(i * _background.Length + b) * width + column] = _standIns[part][b];
                    }
                }
            }
        }

        return sources;
    }

    private void Average(double[] answers, Span<double> values)
    {
        int outputs = Outputs.Count;
        for (int i = 0; i < values.Length; i++)
        {
            int mask = i / outputs;
            double sum = 0;
            for (int b = 0; b < _background.Length; b++)
            {
                sum += answers[(mask * _background.Length + b) * outputs + i % outputs];
            }

            values[i] = sum / _background.Length;
        }
    }
}

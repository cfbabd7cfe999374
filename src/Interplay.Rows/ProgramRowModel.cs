using Interplay.Programs;

namespace Interplay.Rows;

/// <summary>A program as a model of rows: it reads cells as texts and writes numbers, one JSON object a line (docs/tables.md).</summary>
public sealed class ProgramRowModel : IRowModel
{
    private readonly RowPool _pool;
    private readonly ProgramWorkers _workers;

    private ProgramRowModel(ProgramOptions options, RowPool pool, ProgramWorkers workers)
    {
        _pool = pool;
        _workers = workers;
        Name = options.Command;
        Fingerprint = Interplay.Fingerprint.Of([
            "program-rows/1",
            options.Command,
            workers.Greeting.Identity,
            .. options.Files(ValueFaults.Named),
            .. workers.Greeting.Outputs,
        ]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs => _workers.Greeting.Outputs;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int RowsAtATime => _workers.Greeting.MostMasks * _workers.Copies;

    /// <summary>Starts the program, to learn its outputs.</summary>
    /// <param name="options">The program and its limits.</param>
    /// <param name="pool">The table; the program is told its columns.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="InterplayException">What the program does wrong, as for <see cref="ProgramFunction"/>.</exception>
    public static async Task<ProgramRowModel> CreateAsync(
        ProgramOptions options,
        RowPool pool,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(pool);
        return new ProgramRowModel(
            options,
            pool,
            await ProgramWorkers.StartAsync(
                options,
                ValueFaults.Named,
                ProgramProtocol.RowsHello(pool.Columns),
                ProgramProtocol.ReadGreeting,
                cancellationToken
            )
        );
    }

    /// <inheritdoc/>
    public async ValueTask PredictAsync(
        RowBatch rows,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(rows);
        int most = _workers.Greeting.MostMasks;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, rows.RowCount).Chunk(most),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = _workers.Copies,
                CancellationToken = cancellationToken,
            },
            async (chunk, stop) =>
            {
                string cells = ProgramProtocol.Rows(
                    chunk.Select(row =>
                        Enumerable
                            .Range(0, _pool.Columns.Count)
                            .Select(column => rows.Text(row, column))
                    )
                );
                int id = ProgramLine.IdOf(cells);
                (double[][] answers, _) = await _workers.AskAsync(
                    ProgramProtocol.RowsRequest(id, cells),
                    line => ProgramProtocol.ReadAnswer(line, id, chunk.Length, Outputs.Count),
                    stop
                );
                for (int i = 0; i < chunk.Length; i++)
                {
                    answers[i].CopyTo(values.Span[(chunk[i] * Outputs.Count)..]);
                }
            }
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.EndIdle();
}

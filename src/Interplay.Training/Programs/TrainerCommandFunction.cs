using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Programs;
using Interplay.Training.Parts;
using Interplay.ValueFunctions;

namespace Interplay.Training.Programs;

/// <summary>
/// Any program as a trainer: it reads subsets and writes outputs, one JSON object a line (docs/data.md). Answers come back one by one, so that
/// the journal has each as soon as it is there; a copy that fails is replaced, and its subset tried again.
/// </summary>
public sealed class TrainerCommandFunction : IRowValueFunction
{
    private readonly ProgramOptions _options;
    private readonly DataLens _lens;
    private readonly ProgramWorkers _workers;

    private TrainerCommandFunction(
        ProgramOptions options,
        DataLens lens,
        ProgramWorkers workers,
        string dataIdentity
    )
    {
        _options = options;
        _lens = lens;
        _workers = workers;
        Outputs = workers.Greeting.Outputs;
        Fingerprint = Interplay.Fingerprint.Of([
            "trainer-command",
            options.Command,
            dataIdentity,
            lens.Fingerprint,
            .. Outputs,
        ]);
    }

    /// <inheritdoc/>
    public int PartCount => _lens.Parts.Count;

    /// <summary>Names of the outputs, as the program gave them in its greeting.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>Identity of command, data, parts and outputs. A program that changes under the same command needs another journal.</summary>
    public string Fingerprint { get; }

    /// <summary>Starts the program once, to learn its outputs.</summary>
    /// <param name="options">The program and its limits.</param>
    /// <param name="lens">What is taken away.</param>
    /// <param name="dataIdentity">Identity of the data that the program reads, for instance the fingerprint of its file.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="InterplayException">
    /// <c>trainer-options-malformed</c>, <c>trainer-command-not-started</c>, <c>trainer-command-exited</c>, <c>trainer-command-timeout</c> or
    /// <c>trainer-command-malformed</c>.
    /// </exception>
    public static async Task<TrainerCommandFunction> CreateAsync(
        ProgramOptions options,
        DataLens lens,
        string dataIdentity,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(dataIdentity);
        var workers = await ProgramWorkers.StartAsync(
            options,
            TrainerFaults.Named,
            TrainerProtocol.Hello(lens.Parts.Count, lens.RowCount),
            TrainerProtocol.ReadGreeting,
            cancellationToken
        );
        // Its greeting is all that is wanted so far.
        workers.EndIdle();
        return new TrainerCommandFunction(options, lens, workers, dataIdentity);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken = default
    ) => EvaluateRowsAsync(masks, RowClaims.All, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        RowClaims claims,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        try
        {
            await foreach (
                IReadOnlyList<EvaluatedRow> rows in RowWorkers.RunAsync(
                    Enumerable.Range(0, masks.RowCount),
                    _options.Workers,
                    claims.IsTakenAsync,
                    (row, stop) => TrainAsync(row, masks.GetMask(row), stop),
                    cancellationToken
                )
            )
            {
                yield return rows;
            }
        }
        finally
        {
            _workers.EndIdle();
        }
    }

    private async ValueTask<IReadOnlyList<EvaluatedRow>> TrainAsync(
        int row,
        Mask mask,
        CancellationToken cancellationToken
    )
    {
        string name = mask.ToString();
        int id = ProgramLine.IdOf(name);
        (double[] values, AblationCost cost) = await _workers.AskAsync(
            TrainerProtocol.Request(id, name, _lens.Ablate(mask)),
            line => TrainerProtocol.ReadAnswer(line, id, Outputs.Count),
            cancellationToken
        );
        return [new EvaluatedRow(row, values, cost)];
    }
}

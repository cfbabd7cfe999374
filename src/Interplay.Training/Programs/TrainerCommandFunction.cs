using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.ValueFunctions;

namespace Interplay.Training.Programs;

/// <summary>
/// Any program as a trainer: it reads subsets and writes outputs, one JSON object a line (docs/data.md). Answers come back one by one, so that
/// the journal has each as soon as it is there; a copy that fails is replaced, and its subset tried again.
/// </summary>
public sealed class TrainerCommandFunction : IRowValueFunction
{
    private readonly TrainerCommandOptions _options;
    private readonly DataLens _lens;
    private readonly string _hello;
    private int _restarts;

    private TrainerCommandFunction(
        TrainerCommandOptions options,
        DataLens lens,
        string hello,
        string[] outputs,
        string dataIdentity
    )
    {
        _options = options;
        _lens = lens;
        _hello = hello;
        Outputs = outputs;
        Fingerprint = Interplay.Fingerprint.Of([
            "trainer-command",
            options.Command,
            dataIdentity,
            lens.Fingerprint,
            .. outputs,
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
        TrainerCommandOptions options,
        DataLens lens,
        string dataIdentity,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(dataIdentity);
        options.Validated();
        string hello = TrainerProtocol.Hello(lens.Parts.Count, lens.RowCount);
        (TrainerWorker worker, string[] outputs) = await TrainerWorker.StartAsync(
            options,
            hello,
            cancellationToken
        );
        worker.Dispose();
        return new TrainerCommandFunction(options, lens, hello, outputs, dataIdentity);
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
        var idle = new ConcurrentBag<TrainerWorker>();
        try
        {
            await foreach (
                IReadOnlyList<EvaluatedRow> rows in RowWorkers.RunAsync(
                    Enumerable.Range(0, masks.RowCount),
                    _options.Workers,
                    claims.IsTakenAsync,
                    (row, stop) => TrainAsync(row, masks.GetMask(row), idle, stop),
                    cancellationToken
                )
            )
            {
                yield return rows;
            }
        }
        finally
        {
            foreach (TrainerWorker worker in idle)
            {
                worker.Dispose();
            }
        }
    }

    /// <summary>Asks a copy that has nothing to do, or a new one; one that answers is free for another subset.</summary>
    private async ValueTask<IReadOnlyList<EvaluatedRow>> TrainAsync(
        int row,
        Mask mask,
        ConcurrentBag<TrainerWorker> idle,
        CancellationToken cancellationToken
    )
    {
        string name = mask.ToString();
        int id = TrainerProtocol.IdOf(name);
        string request = TrainerProtocol.Request(id, name, _lens.Ablate(mask));
        for (int attempt = 1; ; attempt++)
        {
            TrainerWorker? worker = null;
            try
            {
                long start = Stopwatch.GetTimestamp();
                worker = idle.TryTake(out worker) ? worker : await StartAsync(cancellationToken);
                double[] values = TrainerProtocol.ReadAnswer(
                    await worker.AskAsync(request, cancellationToken),
                    id,
                    Outputs.Count
                );
                var cost = new AblationCost(attempt, 0, 0, Stopwatch.GetElapsedTime(start));
                idle.Add(worker);
                return [new EvaluatedRow(row, values, cost)];
            }
            catch (Exception failure)
            {
                worker?.Dispose();
                if (
                    failure is not InterplayException
                    || attempt >= _options.Attempts
                    || Interlocked.Increment(ref _restarts) > _options.MostRestarts
                )
                {
                    throw;
                }
            }
        }
    }

    private async Task<TrainerWorker> StartAsync(CancellationToken cancellationToken)
    {
        (TrainerWorker worker, string[] outputs) = await TrainerWorker.StartAsync(
            _options,
            _hello,
            cancellationToken
        );
        if (outputs.SequenceEqual(Outputs, StringComparer.Ordinal))
        {
            return worker;
        }

        worker.Dispose();
        throw TrainerProtocol.Failed(
            "trainer-command-malformed",
            $"The trainer promised {string.Join(", ", Outputs)} first and {string.Join(", ", outputs)} now."
        );
    }
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
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
    public async IAsyncEnumerable<IReadOnlyList<EvaluatedRow>> EvaluateRowsAsync(
        MaskMatrix masks,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = Channel.CreateUnbounded<(EvaluatedRow Row, TaskCompletionSource Kept)>();
        var next = new StrongBox<int>(-1);
        Task all = RunAllAsync(masks, next, answers.Writer, stop);
        try
        {
            await foreach (
                (EvaluatedRow row, TaskCompletionSource kept) in answers.Reader.ReadAllAsync(
                    CancellationToken.None
                )
            )
            {
                yield return [row];
                kept.SetResult();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await all;
        }
    }

    /// <summary>Never throws: the first failure stops all copies and ends the channel.</summary>
    private async Task RunAllAsync(
        MaskMatrix masks,
        StrongBox<int> next,
        ChannelWriter<(EvaluatedRow Row, TaskCompletionSource Kept)> answers,
        CancellationTokenSource stop
    )
    {
        Exception? first = null;
        await Task.WhenAll(
            Enumerable
                .Range(0, Math.Min(_options.Workers, masks.RowCount))
                .Select(async _ =>
                {
                    try
                    {
                        await RunAsync(masks, next, answers, stop.Token);
                    }
#pragma warning disable CA1031 // Handed to the reader of the channel, whatever it is.
                    catch (Exception failure)
#pragma warning restore CA1031
                    {
                        Interlocked.CompareExchange(ref first, failure, null);
                        await stop.CancelAsync();
                    }
                })
        );
        answers.Complete(first);
    }

    private async Task RunAsync(
        MaskMatrix masks,
        StrongBox<int> next,
        ChannelWriter<(EvaluatedRow Row, TaskCompletionSource Kept)> answers,
        CancellationToken cancellationToken
    )
    {
        TrainerWorker? worker = null;
        try
        {
            for (
                int row = Interlocked.Increment(ref next.Value);
                row < masks.RowCount;
                row = Interlocked.Increment(ref next.Value)
            )
            {
                Mask mask = masks.GetMask(row);
                string request = TrainerProtocol.Request(row, mask.ToString(), _lens.Ablate(mask));
                for (int attempt = 1; ; attempt++)
                {
                    try
                    {
                        long start = Stopwatch.GetTimestamp();
                        worker ??= await StartAsync(cancellationToken);
                        double[] values = TrainerProtocol.ReadAnswer(
                            await worker.AskAsync(request, cancellationToken),
                            row,
                            Outputs.Count
                        );
                        var cost = new AblationCost(attempt, 0, 0, Stopwatch.GetElapsedTime(start));
                        var kept = new TaskCompletionSource(
                            TaskCreationOptions.RunContinuationsAsynchronously
                        );
                        answers.TryWrite((new EvaluatedRow(row, values, cost), kept));
                        await kept.Task.WaitAsync(cancellationToken);
                        break;
                    }
                    catch (InterplayException) when (attempt < _options.Attempts)
                    {
                        worker?.Dispose();
                        worker = null;
                        if (Interlocked.Increment(ref _restarts) > _options.MostRestarts)
                        {
                            throw;
                        }
                    }
                }
            }
        }
        finally
        {
            worker?.Dispose();
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

using System.Collections.Concurrent;
using System.Diagnostics;
using Interplay.ValueFunctions;

namespace Interplay.Programs;

/// <summary>
/// Copies of one program, started as they are needed and asked one thing at a time each. A copy that fails is replaced by a fresh one, which is asked the
/// same again, up to the limits of the options.
/// </summary>
internal sealed class ProgramWorkers
{
    private readonly ProgramOptions _options;
    private readonly ProgramFaults _faults;
    private readonly string _hello;
    private readonly Func<ProgramLine, ProgramGreeting> _readGreeting;
    private readonly ConcurrentBag<ProgramWorker> _idle = [];
    private int _restarts;

    private ProgramWorkers(
        ProgramOptions options,
        ProgramFaults faults,
        string hello,
        Func<ProgramLine, ProgramGreeting> readGreeting,
        ProgramGreeting greeting
    )
    {
        _options = options;
        _faults = faults;
        _hello = hello;
        _readGreeting = readGreeting;
        Greeting = greeting;
    }

    /// <summary>What the first copy said of itself; the others must say the same.</summary>
    public ProgramGreeting Greeting { get; }

    /// <summary>How many copies may run side by side.</summary>
    public int Copies => _options.Workers;

    /// <summary>Starts the first copy and greets it.</summary>
    /// <param name="options">The program and its limits.</param>
    /// <param name="faults">What its faults are called.</param>
    /// <param name="hello">The line that greets it.</param>
    /// <param name="readGreeting">Reads the line that it answers.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public static async Task<ProgramWorkers> StartAsync(
        ProgramOptions options,
        ProgramFaults faults,
        string hello,
        Func<ProgramLine, ProgramGreeting> readGreeting,
        CancellationToken cancellationToken
    )
    {
        options.Validate(faults);
        (ProgramWorker worker, ProgramGreeting greeting) = await StartAsync(
            options,
            faults,
            hello,
            readGreeting,
            static _ => { },
            cancellationToken
        );
        var workers = new ProgramWorkers(options, faults, hello, readGreeting, greeting);
        workers._idle.Add(worker);
        return workers;
    }

    /// <summary>Asks a copy that has nothing to do, or a new one.</summary>
    /// <param name="request">The line.</param>
    /// <param name="read">Reads the answer; what it throws is a fault of the copy.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<(T Answer, AblationCost Cost)> AskAsync<T>(
        string request,
        Func<ProgramLine, T> read,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = 1; ; attempt++)
        {
            ProgramWorker? worker = null;
            try
            {
                long start = Stopwatch.GetTimestamp();
                worker = _idle.TryTake(out worker) ? worker : await StartAsync(cancellationToken);
                using var line = new ProgramLine(
                    await worker.AskAsync(request, cancellationToken),
                    _faults
                );
                T answer = read(line);
                _idle.Add(worker);
                return (answer, new AblationCost(attempt, 0, 0, Stopwatch.GetElapsedTime(start)));
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

    /// <summary>Ends the copies that have nothing to do; others are started where there is more to ask.</summary>
    public void EndIdle()
    {
        while (_idle.TryTake(out ProgramWorker? worker))
        {
            worker.Dispose();
        }
    }

    private async Task<ProgramWorker> StartAsync(CancellationToken cancellationToken) =>
        (
            await StartAsync(
                _options,
                _faults,
                _hello,
                _readGreeting,
                RequireSame,
                cancellationToken
            )
        ).Worker;

    private static async Task<(ProgramWorker Worker, ProgramGreeting Greeting)> StartAsync(
        ProgramOptions options,
        ProgramFaults faults,
        string hello,
        Func<ProgramLine, ProgramGreeting> readGreeting,
        Action<ProgramGreeting> check,
        CancellationToken cancellationToken
    )
    {
        var worker = ProgramWorker.Start(options, faults);
        try
        {
            using var line = new ProgramLine(
                await worker.AskAsync(hello, cancellationToken),
                faults
            );
            ProgramGreeting greeting = readGreeting(line);
            check(greeting);
            return (worker, greeting);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    private void RequireSame(ProgramGreeting greeting)
    {
        if (!greeting.Agrees(Greeting))
        {
            throw _faults.Malformed(
                $"The {_faults.Noun} promised {Greeting} first and {greeting} now."
            );
        }
    }
}

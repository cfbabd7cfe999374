using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>What a run is asked for: <see cref="FunctionRequest"/> explains a value function, <see cref="LevelsRequest{TLens}"/> cuts its parts ever finer.</summary>
public abstract record RunRequest
{
    private protected RunRequest() { }

    /// <summary>How: method, budget, index, seed.</summary>
    public ExplainOptions Options { get; init; } = new();

    /// <summary>Ablations already paid for, and where new ones are kept; null keeps them for one run only.</summary>
    public IJournal? Journal { get; init; }

    /// <summary>What people call the run, as a journal lists it: one line without keys or passwords; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Clock of the timings.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Number of parts that the run starts with.</summary>
    internal abstract int PartCount { get; }

    internal abstract IAsyncEnumerable<RunResult> StepsAsync(
        IProgress<ExplainProgress>? progress,
        CancellationToken cancellationToken
    );
}

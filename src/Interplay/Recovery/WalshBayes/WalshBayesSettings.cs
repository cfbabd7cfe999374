namespace Interplay.Recovery.WalshBayes;

/// <summary>What one fit of WalshBayes is told.</summary>
internal sealed record WalshBayesSettings
{
    /// <summary>Orders beyond are found by extending lower ones, not searched.</summary>
    public const int MostSearchedOrder = 5;

    /// <summary>tau: deviation of the log relevances around their mean. Small values make parts alike, large ones let them differ.</summary>
    public double Spread { get; init; } = 1.5;

    /// <summary>Whether parts stand in a sequence, so that neighbours may interact.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>Highest order that is searched for spikes.</summary>
    public int MaxOrder { get; init; } = MostSearchedOrder;

    /// <summary>Whether an output is searched for spikes; null searches all.</summary>
    public Func<int, bool>? Spikes { get; init; }

    /// <summary>Rows and steps of the levels of the fit.</summary>
    public IReadOnlyList<(int Rows, int Steps)> Levels { get; init; } =
    [(512, 25), (1024, 10), (2048, 8)];

    public bool SpikesFor(int output) => Spikes?.Invoke(output) ?? true;
}

namespace Interplay.Recovery.Proxies.Neural;

/// <summary>How the perceptrons of <see cref="NeuralProxy"/> are built and trained. The defaults are those measured in bench/results/proxies-other.md.</summary>
internal sealed record NeuralOptions
{
    /// <summary>Units of each hidden layer.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [48, 24];

    /// <summary>Networks that are averaged. Each stops early on its own share of the rows, so that together they learn from all.</summary>
    public int Members { get; init; } = 4;

    /// <summary>Share of the rows that a network only stops on.</summary>
    public double ValidationShare { get; init; } = 0.2;

    /// <summary>Adam's step at the start; it falls to a tenth along a cosine.</summary>
    public float Rate { get; init; } = 0.005f;

    /// <summary>Decoupled decay of the hidden weights, per step of rate 1.</summary>
    public float Decay { get; init; } = 2;

    /// <summary>Decay of the linear path.</summary>
    public float LinearDecay { get; init; } = 10;

    /// <summary>Rows of a batch.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Most steps of a network.</summary>
    public int MostSteps { get; init; } = 2000;

    /// <summary>A network stops after this share of its steps without a new best validation error.</summary>
    public double Patience { get; init; } = 0.25;
}

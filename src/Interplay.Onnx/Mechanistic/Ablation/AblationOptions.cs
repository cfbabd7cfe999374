namespace Interplay.Onnx.Mechanistic.Ablation;

/// <summary>How components are taken out and how the masks of a run are evaluated.</summary>
public sealed record AblationOptions
{
    private const int MostRows = 4096;

    /// <summary>What stands in place of what a removed component gave.</summary>
    public AblationKind Kind { get; init; }

    /// <summary>
    /// Whether the kept heads (or neurons) of a layer are multiplied by their number divided by the number kept, so that what they add up to
    /// keeps its size. Only with <see cref="AblationKind.Zero"/>; only heads and neurons among the parts are counted.
    /// </summary>
    public bool Rescale { get; init; }

    /// <summary>Masks evaluated in one run of the model, at most 4096; 0 for about 512 tokens a run, 2 to 64 masks.</summary>
    public int RowsPerRun { get; init; }

    /// <summary>Whether what comes before the first removed component of a group of masks is computed once for all of them.</summary>
    public bool SharePrefix { get; init; } = true;

    /// <summary>Runs at the same time, each on one core; 0 for one a core. It changes no number.</summary>
    public int MaxDegreeOfParallelism { get; init; }

    /// <summary>The output that is read; null for <c>logits</c>, or the first where there is none.</summary>
    public string? Output { get; init; }

    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal void Validate()
    {
        if (
            RowsPerRun is < 0 or > MostRows
            || MaxDegreeOfParallelism < 0
            || !Enum.IsDefined(Kind)
            || (Rescale && Kind != AblationKind.Zero)
        )
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"A run has 1 to {MostRows} masks (0: by tokens), cores are not negative, and only zero ablation is rescaled; found {this}."
            );
        }
    }
}

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>What a small transformer of the tests is: the same mathematics, however it is exported.</summary>
internal sealed record TransformerShape
{
    public int Layers { get; init; } = 2;
    public int Hidden { get; init; } = 20;
    public int Heads { get; init; } = 4;
    public int KeyValueHeads { get; init; } = 4;

    /// <summary>Of one head; heads x width is not the hidden size, so that nothing can take one for the other.</summary>
    public int Width { get; init; } = 6;
    public int Neurons { get; init; } = 14;
    public int Vocabulary { get; init; } = 17;
    public int Classes { get; init; } = 5;
    public int Positions { get; init; } = 12;
    public float Epsilon { get; init; } = 1e-5f;
    public Activation Activation { get; init; }

    /// <summary>Norms before the blocks instead of behind them.</summary>
    public bool IsNormalisedFirst { get; init; }

    /// <summary>Attention and MLP of a layer read the same state and are added together (as in GPT-J); with norms before them.</summary>
    public bool RunsSideBySide { get; init; }
    public bool IsRootMeanSquare { get; init; }
    public bool HasBiases { get; init; }
    public bool IsGated { get; init; }
    public bool HasRotary { get; init; }
    public bool IsCausal { get; init; }

    /// <summary>Logits of the first token only, as classifiers give them.</summary>
    public bool ReadsFirstToken { get; init; }
}

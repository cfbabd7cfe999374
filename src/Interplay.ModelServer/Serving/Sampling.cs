namespace Interplay.ModelServer.Serving;

/// <summary>How an answer is drawn and what is reported of it.</summary>
internal sealed record Sampling
{
    /// <summary>Most tokens of the answer; null for as many as fit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>From 0 to 2; null for the model's own default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Above 0, at most 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the draws.</summary>
    public ulong Seed { get; init; }

    /// <summary>Texts that end the answer.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Alternatives reported for a token of the answer.</summary>
    public int Alternatives { get; init; }

    /// <summary>Whether the prompt is given back before the answer.</summary>
    public bool Echoes { get; init; }

    /// <summary>Alternatives reported for a token of the prompt; null where the prompt is not scored.</summary>
    public int? PromptAlternatives { get; init; }
}

namespace Interplay.Llm.Chat;

/// <summary>How a chat client is asked for answers.</summary>
public sealed record ChatAnswerOptions
{
    /// <summary>The model; null takes the client's own.</summary>
    public string? ModelId { get; init; }

    /// <summary>Sampling temperature. At 0, the default, an answer depends on the prompt alone, as far as the model keeps to that.</summary>
    public float Temperature { get; init; }

    /// <summary>Seed of the sampling, for models that take one.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Most tokens of an answer; null leaves it to the client.</summary>
    public int? MaxOutputTokens { get; init; }
}

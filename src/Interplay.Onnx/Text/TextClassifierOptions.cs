namespace Interplay.Onnx.Text;

/// <summary>How a text classifier reads and computes.</summary>
public sealed record TextClassifierOptions
{
    /// <summary>Most tokens of one text, those that frame it included; at least 3. Null for what the model's folder says, and 256 where it says nothing. A longer text is an error, never cut.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>A text that is read after every text, as models of pairs do (entailment, relevance of a passage); null for models of one text.</summary>
    public string? Second { get; init; }

    /// <summary>Cores used at once, at least 1. The values do not depend on it.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>classifier-options-malformed</c>.</exception>
    internal TextClassifierOptions Validated() =>
        (MaxTokens is null or >= 3) && Cores >= 1
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "classifier-options-malformed",
                $"A classifier reads at least 3 tokens on at least 1 core; found {MaxTokens} tokens and {Cores} cores."
            );
}

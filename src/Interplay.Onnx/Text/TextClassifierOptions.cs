namespace Interplay.Onnx.Text;

/// <summary>How a text classifier reads and computes.</summary>
public sealed record TextClassifierOptions
{
    /// <summary>Most tokens of one text, the two that frame it included; at least 3. A longer text is an error, never cut.</summary>
    public int MaxTokens { get; init; } = 256;

    /// <summary>Cores used at once, at least 1. The values do not depend on it.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Checks the options.</summary>
    /// <exception cref="InterplayException"><c>classifier-options-malformed</c>.</exception>
    internal TextClassifierOptions Validated() =>
        MaxTokens >= 3 && Cores >= 1
            ? this
            : throw new InterplayException(
                ErrorKind.Request,
                "classifier-options-malformed",
                $"A classifier reads at least 3 tokens on at least 1 core; found {MaxTokens} tokens and {Cores} cores."
            );
}

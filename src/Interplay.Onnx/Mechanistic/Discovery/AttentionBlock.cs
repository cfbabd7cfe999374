namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>One attention block of a layer.</summary>
/// <param name="Operator">How it is written: <c>Softmax</c> (plain matrix products) or the name of a fused operator.</param>
/// <param name="Value">The value that holds what each head gives, before the output projection.</param>
/// <param name="Layout">How the heads lie in it.</param>
/// <param name="Heads">Number of (query) heads.</param>
/// <param name="KeyValueHeads">Number of key and value heads, which groups of heads share; equal to <paramref name="Heads"/> without grouping.</param>
/// <param name="Width">Numbers one head gives a token.</param>
/// <param name="Output">The block's output, as it is added to the hidden state; null if it was not found, then layers cannot be taken out.</param>
public sealed record AttentionBlock(
    string Operator,
    string Value,
    HeadLayout Layout,
    int Heads,
    int KeyValueHeads,
    int Width,
    string? Output
);

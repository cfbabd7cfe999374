namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>How the heads lie in the value that holds what each of them gives.</summary>
public enum HeadLayout
{
    /// <summary>[batch, heads, tokens, width], as exporters write attention.</summary>
    HeadsSecond,

    /// <summary>[batch x heads, tokens, width], the heads of one row after another, as batched matrix products write it.</summary>
    HeadsInBatch,

    /// <summary>[batch, tokens, heads x width], as fused operators give it.</summary>
    HeadsInWidth,
}

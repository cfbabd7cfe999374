namespace Interplay.Onnx.Mechanistic.Rewriting;

/// <summary>Where the columns of a masked value lie.</summary>
internal enum SiteLayout
{
    /// <summary>[batch, columns, tokens, width].</summary>
    Second,

    /// <summary>[batch x columns, tokens, width].</summary>
    InBatch,

    /// <summary>[batch, tokens, columns x width].</summary>
    Last,

    /// <summary>[batch, tokens, width]: one column, all of it.</summary>
    Whole,
}

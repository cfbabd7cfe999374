using System.Collections.Concurrent;

namespace Interplay.Integration.Tests.Onnx.Mechanistic.Transformers;

/// <summary>The exports that are tested, each written once.</summary>
internal static class Exports
{
    private static readonly Dictionary<string, Func<TransformerWriter>> Writers = new()
    {
        ["plain"] = static () => new PlainExport(),
        ["heads in the batch"] = static () => new BatchedHeadsExport(),
        ["grouped keys and values"] = static () => new GroupedExport(),
        ["Attention, SkipLayerNormalization"] = static () => new PackedAttentionExport(),
        ["MultiHeadAttention"] = static () => new MultiHeadExport(),
        ["GroupQueryAttention"] = static () => new GroupQueryExport(),
        ["Attention of operator set 23"] = static () => new StandardAttentionExport(),
        ["Gemm over all rows, past keys"] = static () => new PastKeysExport(),
        ["attention and MLP side by side"] = static () => new PastKeysExport(sideBySide: true),
    };

    private static readonly ConcurrentDictionary<string, Lazy<ExportedTransformer>> Written = new();

    public static TheoryData<string> Names => [.. Writers.Keys];

    public static ExportedTransformer Of(string name) =>
        Written
            .GetOrAdd(
                name,
                static key => new Lazy<ExportedTransformer>(() => Writers[key]().Write())
            )
            .Value;
}

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>An MLP and where it is.</summary>
/// <param name="Block">The block.</param>
/// <param name="At">Place of its last projection.</param>
internal sealed record FoundMlp(MlpBlock Block, int At);

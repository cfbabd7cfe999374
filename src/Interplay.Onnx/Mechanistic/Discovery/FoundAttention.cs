using Interplay.Onnx.Graphs.Protobuf;

namespace Interplay.Onnx.Mechanistic.Discovery;

/// <summary>An attention block and where it is.</summary>
/// <param name="Block">The block.</param>
/// <param name="At">Place of the node that gives what the heads give.</param>
/// <param name="Projection">The output projection, if found.</param>
internal sealed record FoundAttention(AttentionBlock Block, int At, NodeProto? Projection);

namespace Interplay.Onnx.Graphs;

/// <summary>What a model file may hold before it is refused: a file may come from anywhere.</summary>
public sealed record GraphLimits
{
    /// <summary>The largest message of protobuf, and so the largest model with its weights inside.</summary>
    private const long LargestMessage = int.MaxValue;

    /// <summary>Bytes of the file and of all external data together, 1 to 2,147,483,647 (the largest that ONNX Runtime takes from memory).</summary>
    public long MaxBytes { get; init; } = LargestMessage;

    /// <summary>Nodes, those of branches and loop bodies counted, at least 1.</summary>
    public int MaxNodes { get; init; } = 500_000;

    /// <summary>Elements of one tensor whose shape stands in the file, at least 1: weights, declared shapes, constants that are shapes.</summary>
    public long MaxElements { get; init; } = 1L << 31;

    /// <exception cref="InterplayException"><c>option-out-of-range</c>.</exception>
    internal void Validate()
    {
        if (MaxBytes is < 1 or > LargestMessage || MaxNodes < 1 || MaxElements < 1)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "option-out-of-range",
                $"Limits of a graph are 1 to {LargestMessage} bytes, at least one node and at least one element; found {this}."
            );
        }
    }
}

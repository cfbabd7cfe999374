namespace Interplay.Onnx.Graphs;

/// <summary>A model file that is damaged, hostile or of a kind that is not supported.</summary>
internal static class GraphErrors
{
    public static InterplayException Unreadable(
        string source,
        string what,
        Exception? inner = null
    ) =>
        new(
            ErrorKind.Data,
            "graph-unreadable",
            $"'{source}' is no ONNX model that can be read: {what}",
            inner
        );

    public static InterplayException FileUnreadable(string path, Exception inner) =>
        new(
            ErrorKind.Missing,
            "file-unreadable",
            $"'{path}' cannot be read: {inner.Message}",
            inner
        );

    public static InterplayException TooLarge(string source, string found, string limit) =>
        new(ErrorKind.Data, "graph-too-large", $"'{source}' has {found}; the limit is {limit}.");

    public static InterplayException ShapeTooLarge(
        string what,
        IEnumerable<long> dims,
        long limit
    ) =>
        new(
            ErrorKind.Data,
            "graph-shape-too-large",
            $"{what} has the shape [{string.Join(", ", dims)}]; dimensions are not negative and their product is at most {limit} elements."
        );

    public static InterplayException Cyclic(IEnumerable<string> nodes) =>
        new(
            ErrorKind.Data,
            "graph-cyclic",
            $"The nodes {string.Join(", ", nodes)} wait for each other's outputs; a graph has no cycles."
        );

    public static InterplayException Missing(string value, string reader) =>
        new(
            ErrorKind.Data,
            "graph-value-missing",
            $"{reader} reads '{value}', which is neither an input, an initialiser nor an output of a node."
        );

    public static InterplayException Malformed(string what) =>
        new(ErrorKind.Data, "graph-malformed", what);
}

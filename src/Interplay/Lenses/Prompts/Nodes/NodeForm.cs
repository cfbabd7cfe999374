namespace Interplay.Lenses.Prompts.Nodes;

/// <summary>How the text of a node is written, which decides how something else may stand in its place and how it is cut.</summary>
internal enum NodeForm
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>The inside of a JSON string without escapes.</summary>
    JsonString,

    /// <summary>A JSON value as a whole.</summary>
    JsonValue,
}

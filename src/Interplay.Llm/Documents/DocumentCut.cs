namespace Interplay.Llm.Documents;

/// <summary>A place where a document stands.</summary>
/// <param name="Message">Number of the message.</param>
/// <param name="Content">Number of the text among the contents of the message.</param>
/// <param name="Start">Where it begins, in UTF-16 units.</param>
/// <param name="Length">Its length in UTF-16 units.</param>
/// <param name="Document">Number of the document.</param>
internal readonly record struct DocumentCut(
    int Message,
    int Content,
    int Start,
    int Length,
    int Document
) : IComparable<DocumentCut>
{
    public int CompareTo(DocumentCut other) =>
        (Message, Content, Start).CompareTo((other.Message, other.Content, other.Start));

    public bool Overlaps(DocumentCut other) =>
        Message == other.Message
        && Content == other.Content
        && Start < other.Start + other.Length
        && other.Start < Start + Length;
}

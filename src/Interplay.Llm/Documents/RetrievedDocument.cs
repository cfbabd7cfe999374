namespace Interplay.Llm.Documents;

/// <summary>A document that was put into a prompt.</summary>
/// <param name="Name">What sentences call it: a number, a title.</param>
/// <param name="Text">Exactly the characters that stand in the messages, with whatever heading belongs to it; not empty.</param>
public sealed record RetrievedDocument(string Name, string Text);

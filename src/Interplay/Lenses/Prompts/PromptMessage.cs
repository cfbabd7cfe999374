namespace Interplay.Lenses.Prompts;

/// <summary>One message of a prompt.</summary>
/// <param name="Role">Who speaks, as endpoints name it: <c>system</c>, <c>developer</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>.</param>
/// <param name="Content">What is said.</param>
public sealed record PromptMessage(string Role, string Content);

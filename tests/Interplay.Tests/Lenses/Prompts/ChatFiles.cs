using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Tests.Lenses.Prompts;

/// <summary>The chat files beside the tests.</summary>
internal static class ChatFiles
{
    public static string[] Names { get; } =
    [.. Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileName).Order()!];

    private static string Folder =>
        Repository.Find("tests", "Interplay.Tests", "Lenses", "Prompts", "Files");

    public static PromptFile Read(string name) =>
        PromptReader.Read(File.ReadAllBytes(Path.Combine(Folder, name)));

    public static PromptLens Cut(string name, string parts) => Cut(Read(name).Prompt, parts);

    public static PromptLens Cut(Prompt prompt, string parts) =>
        PromptLens.Create(prompt, new PromptLensOptions { Parts = PromptSelection.Parse(parts) });

    /// <summary>Everything that an endpoint would be sent.</summary>
    public static string Sent(Prompt prompt) =>
        string.Join(
            '\u0001',
            prompt
                .Messages.SelectMany(message =>
                    new[]
                    {
                        message.Role,
                        message.Name,
                        message.ToolCallId,
                        message.ToolCalls,
                        message.Content,
                    }
                )
                .Append(prompt.Tools)
                .Append(prompt.IsPlain ? "plain" : "chat")
                .Select(field => field ?? "\u0002")
        );
}

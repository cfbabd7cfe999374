using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Llm.Hosting;

/// <summary>A prompt whose lines are its parts.</summary>
internal sealed class DocumentPrompt(params string[] lines) : ILens<Prompt>
{
    public IReadOnlyList<Part> Parts { get; } =
    [.. lines.Select(static (line, i) => new Part(i, line))];

    public string Fingerprint => Interplay.Fingerprint.Of(lines);

    public Prompt Ablate(Mask kept) =>
        new()
        {
            Messages =
            [
                new PromptMessage("user", string.Join('\n', lines.Where((_, i) => kept[i]))),
            ],
        };
}

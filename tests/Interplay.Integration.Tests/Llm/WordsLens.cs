using Interplay.Lenses;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Llm;

/// <summary>A question whose words are the parts.</summary>
internal sealed class WordsLens(string text, bool isPlain) : ILens<Prompt>
{
    private readonly string[] _words = text.Split(' ');

    public IReadOnlyList<Part> Parts => [.. _words.Select(static (word, i) => new Part(i, word))];

    public string Fingerprint => Interplay.Fingerprint.Of("words", text, isPlain.ToString());

    public Prompt Full => Ablate(Mask.Full(_words.Length));

    public Prompt Ablate(Mask kept) =>
        new()
        {
            IsPlain = isPlain,
            Messages =
            [
                new PromptMessage(
                    "user",
                    string.Join(' ', _words.Where((_, i) => kept[i]).Append("so:"))
                ),
            ],
        };
}

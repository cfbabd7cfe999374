using System.Globalization;
using Interplay.Onnx.Mechanistic.Ablation;
using Interplay.Onnx.Mechanistic.Readings;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>Prompts as inputs of a model.</summary>
internal sealed class PromptTokens(ModelSource source)
{
    private const int LongestName = 40;

    /// <summary>The prompts.</summary>
    /// <exception cref="InterplayException"><c>tokenizer-missing</c> or <c>target-unknown</c>.</exception>
    public IReadOnlyList<(int[] Tokens, ModelPrompt Prompt)> Read(IEnumerable<StudyPrompt> lines) =>
        [
            .. lines.Select(
                (line, i) =>
                {
                    int[] tokens = Tokens(line, i + 1);
                    return (tokens, Asked(line, tokens, i + 1));
                }
            ),
        ];

    private ModelPrompt Asked(StudyPrompt line, int[] tokens, int number) =>
        new(ModelInputs.OfTokens(source.Graph, tokens))
        {
            Target = Target(line.Target, number),
            Against = Target(line.Against, number),
            Minus = line.Minus is { } minus ? Asked(minus, Tokens(minus, number), number) : null,
            Name = line.Name ?? Shortened(line.Text) ?? $"prompt {number}",
        };

    private int[] Tokens(StudyPrompt line, int number) =>
        line.Tokens is { } tokens ? [.. tokens]
        : source.Tokenizer is { } tokenizer ? [.. tokenizer.Encode(line.Text!)]
        : throw new InterplayException(
            ErrorKind.Missing,
            "tokenizer-missing",
            $"Prompt {number} is a text, and beside '{source.Graph.Source}' there is neither vocab.txt nor vocab.json with merges.txt to read it by. Give token numbers in a .jsonl file: {{\"tokens\": [101, 2023, 102]}}."
        );

    private int? Target(string? text, int number)
    {
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int target))
        {
            return target;
        }

        if (source.Labels is { } labels)
        {
            int label = labels
                .ToList()
                .FindIndex(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
            return label >= 0
                ? label
                : throw Unknown(
                    $"'{text}'; the classes are {string.Join(", ", labels.Select(static (name, i) => $"{name} ({i})"))}"
                );
        }

        IReadOnlyList<int> tokens = source.Tokenizer?.EncodePiece(text) ?? [];
        return tokens.Count == 1
            ? tokens[0]
            : throw Unknown(
                source.Tokenizer is null
                    ? $"'{text}', and there is no vocabulary beside the model to read it by; give the number of a class or token"
                    : $"'{text}', which is {tokens.Count} tokens; one is needed (mind a space before it: ' yes' and 'yes' are different tokens)"
            );

        InterplayException Unknown(string what) =>
            new(ErrorKind.Request, "target-unknown", $"Prompt {number} asks about {what}.");
    }

    private static string? Shortened(string? text) =>
        text is null || text.Length <= LongestName ? text : $"{text.AsSpan(0, LongestName - 1)}…";
}

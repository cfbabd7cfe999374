using System.Text;

namespace Interplay.Onnx.Mechanistic.Studies;

/// <summary>
/// Prompts that belong together, such as those of a file: a line each, the target and what it is compared with after tabs; or JSON Lines, for names,
/// token numbers and prompts whose difference is explained.
/// </summary>
/// <param name="Prompts">The prompts, at least one.</param>
/// <param name="Name">What reports call them, such as the name of their file; null for none.</param>
public sealed record PromptList(IReadOnlyList<StudyPrompt> Prompts, string? Name = null)
{
    private const int LongestFile = 64 << 20;
    private const int MostPrompts = 100_000;

    /// <summary>Prompts that are texts alone.</summary>
    /// <param name="texts">The texts, at least one.</param>
    public static PromptList Of(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return new PromptList([.. texts.Select(static text => new StudyPrompt { Text = text })]);
    }

    /// <summary>Reads the prompts of a file.</summary>
    /// <param name="stream">Its content, UTF-8.</param>
    /// <param name="path">Its path, for its name and for errors; JSON Lines where it ends in <c>.jsonl</c>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InterplayException"><c>prompts-malformed</c>.</exception>
    public static async Task<PromptList> ReadAsync(
        Stream stream,
        string path,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(path);
        bool isJson = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
        var prompts = new List<StudyPrompt>();
        byte[] bytes = WholeFile.ReadAll(
            stream,
            LongestFile,
            () => Malformed(path, 0, $"at most {LongestFile} bytes are read, and it has more")
        );
        using var reader = new StreamReader(
            new MemoryStream(bytes),
            new UTF8Encoding(false, throwOnInvalidBytes: true)
        );
        try
        {
            for (
                int number = 1;
                await reader.ReadLineAsync(cancellationToken) is { } line;
                number++
            )
            {
                if (line.AsSpan().Trim().IsEmpty || (!isJson && line.StartsWith('#')))
                {
                    continue;
                }

                prompts.Add(
                    isJson
                        ? StudyPromptJson.Read(line, what => Malformed(path, number, what))
                        : OfLine(line, what => Malformed(path, number, what))
                );
                if (prompts.Count > MostPrompts)
                {
                    throw Malformed(path, number, $"more than {MostPrompts} prompts");
                }
            }
        }
        catch (DecoderFallbackException e)
        {
            throw Malformed(path, prompts.Count + 1, $"no UTF-8 ({e.Message})");
        }

        return prompts.Count > 0
            ? new PromptList(prompts, Path.GetFileName(path))
            : throw Malformed(path, 0, "it has no prompts");
    }

    private static StudyPrompt OfLine(string line, Func<string, InterplayException> malformed)
    {
        string[] fields = line.Split('\t');
        return fields.Length <= 3 && fields[0].Length > 0
            ? new StudyPrompt
            {
                Text = fields[0],
                Target = fields.ElementAtOrDefault(1) is { Length: > 0 } target ? target : null,
                Against = fields.ElementAtOrDefault(2) is { Length: > 0 } against ? against : null,
            }
            : throw malformed(
                $"{fields.Length} fields between tabs; expected a prompt, then at most a target and what it is compared with"
            );
    }

    private static InterplayException Malformed(string path, int line, string what) =>
        new(
            ErrorKind.Data,
            "prompts-malformed",
            $"'{path}'{(line > 0 ? $", line {line}" : "")}: {what}. A file of prompts has one a line (then, after tabs, a target and what it is compared with), or is .jsonl with objects of text or tokens, target, against, minus and name."
        );
}

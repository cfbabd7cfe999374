using System.Text;
using Interplay.Cli.Options;

namespace Interplay.Cli.Explain.Models;

/// <summary>
/// Prompts in a file: a line each, the target and what it is compared with after tabs; or JSON Lines, for names, token numbers and prompts whose
/// difference is explained.
/// </summary>
internal static class PromptFile
{
    private const long LongestFile = 64 << 20;
    private const int MostPrompts = 100_000;

    /// <summary>Reads the prompts of a file.</summary>
    /// <exception cref="InterplayException"><c>file-not-found</c>, <c>file-unreadable</c> or <c>prompts-malformed</c>.</exception>
    public static async Task<IReadOnlyList<PromptLine>> ReadAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        bool isJson = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase);
        var prompts = new List<PromptLine>();
        await using Stream stream = TargetFile.OpenRead(path);
        if (stream.CanSeek && stream.Length > LongestFile)
        {
            throw Malformed(
                path,
                0,
                $"the file has {stream.Length} bytes; at most {LongestFile} are read"
            );
        }

        using var reader = new StreamReader(
            stream,
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
                        ? PromptJson.Read(line, what => Malformed(path, number, what))
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

        return prompts.Count > 0 ? prompts : throw Malformed(path, 0, "it has no prompts");
    }

    private static PromptLine OfLine(string line, Func<string, InterplayException> malformed)
    {
        string[] fields = line.Split('\t');
        return fields.Length <= 3 && fields[0].Length > 0
            ? new PromptLine
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

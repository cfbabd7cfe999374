using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;

namespace Interplay.Tests.Lenses.Prompts;

/// <summary>Prompts of every shape, half of them hostile.</summary>
internal static class RandomPrompts
{
    private static readonly string[] Pieces =
    [
        "Not so.",
        "a bad cab",
        "not",
        "Mr. Hall left.",
        "8.5/10",
        "“Yes!”",
        "电影。",
        "😀",
        "e\u0301",
        "\uD800",
        "[3]",
        "{\"a\"",
        "<document>",
        "</document>",
        "---",
        "1.",
        "Question:",
        "?",
        "\\",
        " ",
        " ",
        "\n",
        "\n\n",
        "\t",
    ];

    private static readonly string[] Values =
    [
        "\"plain words here. And more.\"",
        "\"a \\\"b\\\" \\u7535\\n\"",
        "[1, {\"x\": \"},\"}]",
        "{ \"not\" : \"bad cab\" , \"n\" : 12 }",
        "{\"one\": \"two three\"}",
        "null",
        "-1.5e3",
        "\"\"",
    ];

    public static Prompt Draw(SeededRandom random)
    {
        if (random.NextInt(8) == 0)
        {
            return Prompt.Plain(Content(random));
        }

        var messages = new List<PromptMessage>();
        if (random.NextInt(2) == 0)
        {
            messages.Add(new PromptMessage("system", Content(random)));
        }

        int turns = 1 + random.NextInt(5);
        for (int i = 0; i < turns; i++)
        {
            bool isStray = random.NextInt(12) == 0;
            messages.Add(
                new PromptMessage((i % 2 == 0) != isStray ? "user" : "assistant", Content(random))
            );
            if (random.NextInt(6) == 0)
            {
                messages.Add(
                    new PromptMessage("assistant", random.NextInt(2) == 0 ? "" : Words(random))
                    {
                        ToolCalls = $"[{{\"id\":\"c{i}\"}}]",
                    }
                );
                messages.Add(new PromptMessage("tool", Json(random)) { ToolCallId = $"c{i}" });
            }
        }

        return new Prompt
        {
            Messages = messages,
            Tools = random.NextInt(2) == 0 ? null : Tools(random),
        };
    }

    private static string Content(SeededRandom random) =>
        random.NextInt(9) switch
        {
            0 => Words(random),
            1 => Join(
                random,
                i => $"<document id=\"{i}\" title=\"T {i}\">\n{Words(random)}\n</document>",
                "\n"
            ) + "\n\nWhy?",
            2 => "Sources:\n" + Join(random, i => $"[{i}] {Words(random)}", "\n") + "\n\nWhy not?",
            3 => Join(random, i => $"Document {i}: {Words(random)}", "\n\n") + "\n\nQuestion: why?",
            4 => "Read:\n\n---\n" + Join(random, _ => Words(random), "\n---\n") + "\n---\nWhy?",
            5 => "## A\n\n" + Join(random, i => $"{Words(random)}\n\n## B {i}\n\nnot {i}", "\n\n"),
            6 => Json(random),
            7 => $"[{Join(random, _ => Values[random.NextInt(Values.Length)], " , ")}]",
            _ => string.Concat(
                Enumerable
                    .Range(0, random.NextInt(20))
                    .Select(_ => Pieces[random.NextInt(Pieces.Length)])
            ),
        };

    private static string Words(SeededRandom random) =>
        string.Join(
            ' ',
            Enumerable.Range(0, 1 + random.NextInt(5)).Select(_ => Pieces[random.NextInt(10)])
        );

    private static string Json(SeededRandom random) =>
        $"{{ {Join(random, i => $"\"f{i}\": {Values[random.NextInt(Values.Length)]}", ",\n ")} }}";

    private static string Tools(SeededRandom random) =>
        $"[ {Join(random, i => $"{{\"type\":\"function\",\"function\":{{\"name\":\"t{i}\",\"x\":{Values[random.NextInt(Values.Length)]}}}}}", " ,")} ]";

    private static string Join(SeededRandom random, Func<int, string> item, string between) =>
        string.Join(between, Enumerable.Range(1, 1 + random.NextInt(4)).Select(item));
}

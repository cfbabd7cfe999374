using System.Text;
using System.Text.Json;

namespace Interplay.Lenses.Prompts.Messages;

/// <summary>Puts the documents of a chat file into its messages.</summary>
internal static class DocumentInsertion
{
    /// <summary>What the documents take the place of.</summary>
    private const string Placeholder = "{{documents}}";

    private const string Between = "\n\n";

    public static Prompt Insert(Prompt prompt, ChatField documents)
    {
        (string block, List<PromptSection> sections) = Write(documents);
        int[] holders =
        [
            .. Enumerable
                .Range(0, prompt.Messages.Count)
                .Where(i =>
                    prompt.Messages[i].Content.Contains(Placeholder, StringComparison.Ordinal)
                ),
        ];
        int target = holders.Length > 0 ? holders[0] : LastUser(prompt);
        if (sections.Count == 0 && holders.Length == 0)
        {
            return prompt;
        }

        if (target < 0)
        {
            throw documents.Error(
                $"need a place: {Placeholder} in a message, or a user message; found neither"
            );
        }

        string content = prompt.Messages[target].Content;
        int at = content.IndexOf(Placeholder, StringComparison.Ordinal);
        int after = at < 0 ? 0 : at + Placeholder.Length;
        if (
            holders.Length > 1
            || (at >= 0 && content.IndexOf(Placeholder, after, StringComparison.Ordinal) >= 0)
        )
        {
            throw documents.Error($"can be put in at one place; found more than one {Placeholder}");
        }

        string before = at < 0 ? "" : content[..at];
        string rest = at < 0 && content.Length > 0 ? Between + content : content[after..];
        return prompt with
        {
            Messages =
            [
                .. prompt.Messages.Select(
                    (message, i) =>
                        i == target ? Filled(message, before, block, rest, sections) : message
                ),
            ],
        };
    }

    private static PromptMessage Filled(
        PromptMessage message,
        string before,
        string block,
        string rest,
        List<PromptSection> sections
    ) =>
        message with
        {
            Content = before + block + rest,
            Sections =
            [
                .. sections.Select(section =>
                    section with
                    {
                        Start = section.Start + before.Length,
                    }
                ),
            ],
        };

    private static (string Block, List<PromptSection> Sections) Write(ChatField documents)
    {
        var block = new StringBuilder();
        var sections = new List<PromptSection>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (ChatField item in documents.Items())
        {
            (string id, string? title, string text) = Document(item, sections.Count + 1);
            if (!ids.Add(id))
            {
                throw item.Error(
                    $"must have an id of its own; '{id}' is that of an earlier document"
                );
            }

            block.Append(block.Length == 0 ? "" : Between);
            string heading = title is null ? $"[{id}] " : $"[{id}] {title}\n";
            sections.Add(
                new PromptSection(block.Length, heading.Length + text.Length)
                {
                    IsDocument = true,
                    HeadingLength = heading.Length,
                    Id = id,
                    Title = title,
                }
            );
            block.Append(heading).Append(text);
        }

        return (block.ToString(), sections);
    }

    private static (string Id, string? Title, string Text) Document(ChatField item, int number)
    {
        if (item.Kind == JsonValueKind.String)
        {
            return ($"{number}", null, item.Text());
        }

        if (item.Kind != JsonValueKind.Object)
        {
            throw item.Error($"must be a text or an object with 'text'; found {item.Found()}");
        }

        ChatField? id = item.Optional("id");
        string identity = id switch
        {
            null => $"{number}",
            { Kind: JsonValueKind.Number } value => value.Element.GetRawText(),
            { } value => value.Text(),
        };
        return (identity, item.Optional("title")?.Text(), item.Required("text").Text());
    }

    private static int LastUser(Prompt prompt)
    {
        for (int i = prompt.Messages.Count - 1; i >= 0; i--)
        {
            if (prompt.Messages[i].Role == "user")
            {
                return i;
            }
        }

        return -1;
    }
}

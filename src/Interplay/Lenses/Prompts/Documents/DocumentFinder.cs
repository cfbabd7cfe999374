using Interplay.Lenses.Prompts.Messages;

namespace Interplay.Lenses.Prompts.Documents;

/// <summary>
/// Recognises documents in the messages of a prompt: the schemes are tried in their order, over all messages but the assistant's, and the first that
/// finds at least two documents is taken. Documents that the file lists are taken as they are, even if there is only one.
/// </summary>
internal static class DocumentFinder
{
    private const int Fewest = 2;

    private static readonly (string Name, Func<PromptMessage, MessageDocuments> Find)[] Schemes =
    [
        ("the file's documents", Listed.Documents),
        ("parts of a content array but the last", Listed.ContentParts),
        ("elements of a JSON array", JsonDocuments.Find),
        ("<document>", message => TaggedDocuments.Find(message.Content, "document")),
        ("<doc>", message => TaggedDocuments.Find(message.Content, "doc")),
        ("<source>", message => TaggedDocuments.Find(message.Content, "source")),
        ("<passage>", message => TaggedDocuments.Find(message.Content, "passage")),
        ("<chunk>", message => TaggedDocuments.Find(message.Content, "chunk")),
        ("<result>", message => TaggedDocuments.Find(message.Content, "result")),
        ("<context>", message => TaggedDocuments.Find(message.Content, "context")),
        ("[1] ...", message => MarkedDocuments.Find(message.Content, Markers.Bracketed)),
        ("Document 1: ...", message => MarkedDocuments.Find(message.Content, Markers.Named)),
        ("1. ... between blank lines", message => MarkedDocuments.FindList(message.Content)),
        ("## sections", message => HeadedDocuments.Find(message.Content)),
        ("--- between them", message => SeparatedDocuments.Find(message.Content)),
    ];

    /// <summary>The documents of each message.</summary>
    /// <exception cref="InterplayException"><c>documents-not-found</c>: no scheme finds two.</exception>
    public static MessageDocuments[] Find(IReadOnlyList<PromptMessage> messages)
    {
        foreach ((string _, Func<PromptMessage, MessageDocuments> find) in Schemes)
        {
            MessageDocuments[] found =
            [
                .. messages.Select(message =>
                    message.Role == "assistant" ? MessageDocuments.None : find(message)
                ),
            ];
            int count = found.Sum(static documents => documents.Items.Count);
            if (count >= Fewest || (count > 0 && find == Schemes[0].Find))
            {
                return Numbered(found);
            }
        }

        throw new InterplayException(
            ErrorKind.Request,
            "documents-not-found",
            $"No way of marking documents gives at least {Fewest} of them in {messages.Count} messages; tried were {string.Join("; ", Schemes.Select(static scheme => scheme.Name))}. Mark them in one of these ways, list them in the file's 'documents', or choose other parts."
        );
    }

    /// <summary>Documents that carry no identity are known by their place, from 1.</summary>
    private static MessageDocuments[] Numbered(MessageDocuments[] found)
    {
        int place = 0;
        return
        [
            .. found.Select(documents =>
                documents with
                {
                    Items =
                    [
                        .. documents.Items.Select(item =>
                        {
                            place++;
                            return item with { Id = item.Id ?? $"{place}" };
                        }),
                    ],
                }
            ),
        ];
    }
}

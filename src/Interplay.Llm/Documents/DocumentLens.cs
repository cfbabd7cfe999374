using Interplay.Lenses;
using Interplay.Masks;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Documents;

/// <summary>
/// The documents in the messages of a chat as parts. A document that is not kept is cut out of every place where its text stands, with its line end where it fills
/// whole lines. Everything else of the messages, images and calls of tools among it, stays.
/// </summary>
public sealed class DocumentLens : ILens<IReadOnlyList<ChatMessage>>
{
    private readonly ChatMessage[] _messages;
    private readonly List<DocumentCut> _cuts = [];

    /// <summary>Finds the documents.</summary>
    /// <param name="messages">The messages as they are sent.</param>
    /// <param name="documents">The documents, each found word for word in a text of the messages.</param>
    /// <exception cref="InterplayException"><c>document-not-found</c>: a text does not occur, is empty, or only inside that of another document.</exception>
    public DocumentLens(
        IEnumerable<ChatMessage> messages,
        IReadOnlyList<RetrievedDocument> documents
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(documents);
        _messages = [.. messages];
        Parts = [.. documents.Select(static (document, i) => new Part(i, document.Name))];
        // Longest first: a text that stands inside another document is only looked for elsewhere.
        foreach (
            var same in documents
                .Select(static (document, index) => (document, index))
                .GroupBy(static pair => pair.document.Text, StringComparer.Ordinal)
                .OrderByDescending(static group => group.Key.Length)
        )
        {
            Find(same.Key, [.. same.Select(static pair => pair.index)]);
        }

        _cuts.Sort();
        Fingerprint = Interplay.Fingerprint.Of([
            nameof(DocumentLens),
            .. _messages.SelectMany(static message => (string[])[message.Role.Value, message.Text]),
            .. documents.SelectMany(static document => (string[])[document.Name, document.Text]),
        ]);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Part> Parts { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ChatMessage> Ablate(Mask kept)
    {
        if (kept.PartCount != Parts.Count)
        {
            throw new ArgumentException(
                $"The mask is over {kept.PartCount} parts, the lens over {Parts.Count}.",
                nameof(kept)
            );
        }

        var ablated = (ChatMessage[])_messages.Clone();
        foreach (
            var place in _cuts
                .Where(cut => !kept[cut.Document])
                .GroupBy(static cut => (cut.Message, cut.Content))
        )
        {
            ChatMessage original = _messages[place.Key.Message];
            ChatMessage message = ablated[place.Key.Message];
            if (ReferenceEquals(original, message))
            {
                message = original.Clone();
                message.Contents = [.. original.Contents];
                ablated[place.Key.Message] = message;
            }

            var text = (TextContent)original.Contents[place.Key.Content];
            message.Contents[place.Key.Content] = new TextContent(Cut(text.Text, [.. place]))
            {
                AdditionalProperties = text.AdditionalProperties,
            };
        }

        return ablated;
    }

    private void Find(string text, int[] documents)
    {
        int found = 0;
        for (int message = 0; message < _messages.Length && text.Length > 0; message++)
        {
            IList<AIContent> contents = _messages[message].Contents;
            for (int content = 0; content < contents.Count; content++)
            {
                if (contents[content] is not TextContent { Text: { } whole })
                {
                    continue;
                }

                int start = whole.IndexOf(text, StringComparison.Ordinal);
                while (start >= 0)
                {
                    // A text that several documents share: each has a place of its own, the last all that follow.
                    var cut = new DocumentCut(
                        message,
                        content,
                        start,
                        text.Length,
                        documents[Math.Min(found, documents.Length - 1)]
                    );
                    bool isFree = !_cuts.Exists(cut.Overlaps);
                    if (isFree)
                    {
                        _cuts.Add(cut);
                        found++;
                    }

                    start = whole.IndexOf(
                        text,
                        start + (isFree ? text.Length : 1),
                        StringComparison.Ordinal
                    );
                }
            }
        }

        if (found < documents.Length)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "document-not-found",
                $"Document '{Parts[documents[found]].Text}' must stand word for word in the messages, outside other documents; its text {RawOutputs.Quote(text.Length <= 80 ? text : $"{text[..79]}…")} does not."
            );
        }
    }

    private static string Cut(string text, DocumentCut[] cuts)
    {
        var rest = new System.Text.StringBuilder();
        int place = 0;
        foreach (DocumentCut cut in cuts)
        {
            rest.Append(text, place, cut.Start - place);
            place = cut.Start + cut.Length;
            bool startsLine = rest.Length == 0 || rest[^1] == '\n';
            if (startsLine && place < text.Length && text[place] == '\n')
            {
                place++;
            }
        }

        return rest.Append(text, place, text.Length - place).ToString();
    }
}

using Interplay.Lenses.Prompts.Messages;
using Interplay.Masks;

namespace Interplay.Lenses.Prompts;

/// <summary>
/// A prompt seen as documents, messages, examples, tools, JSON fields, or text cut finer, in any mixture.
/// <para>
/// Removal closes gaps and keeps the form: a document goes with its tag, number or heading, and the others keep theirs, so that citations stay valid;
/// what separates documents, fields or tools goes with them, and JSON stays JSON. A document, message or field of which every piece is taken away is
/// taken away as a whole. A message that loses all its content is dropped, unless the conversation would no longer be one: user and assistant go on
/// taking turns, calls of tools keep their replies, and one user message stays, if need be with empty content. The other ablations put their text in
/// the place of each part and leave its frame. The full mask gives back the prompt itself.
/// </para>
/// </summary>
public sealed partial class PromptLens : ILens<Prompt>, IRefinableLens<PromptLens>
{
    /// <summary>The longest prompt that is taken, all messages and tools together, in UTF-16 units.</summary>
    public const int MaxLength = 1 << 22;

    private readonly PromptText[] _texts;
    private readonly Part[] _parts;
    private readonly PromptPart[] _origins;

    private PromptLens(Prompt prompt, PromptLensOptions options, PromptText[] texts)
    {
        Prompt = prompt;
        Options = options;
        _texts = texts;
        var layout = new PromptLayout(prompt);
        Text = layout.Text;
        (_parts, _origins) = PartList.Of(prompt, texts, layout);
        Fingerprint = PromptIdentity.Of(prompt, options, texts);
    }

    /// <summary>The prompt that is explained.</summary>
    public Prompt Prompt { get; }

    /// <summary>How it was cut and how parts are taken away.</summary>
    public PromptLensOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>Where each part comes from, in the order of <see cref="Parts"/>.</summary>
    public IReadOnlyList<PromptPart> Origins => _origins;

    /// <summary>
    /// The prompt as one text, which the spans of the parts point into: each message as its role, a colon and its content on the next line, with blank
    /// lines between messages, then the tools. A plain prompt is its text alone.
    /// </summary>
    public string Text { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Cuts a prompt into parts.</summary>
    /// <param name="prompt">The prompt: at least one message, at most <see cref="MaxLength"/> UTF-16 units.</param>
    /// <param name="options">What are parts and how they are taken away; null for documents that are removed.</param>
    /// <exception cref="InterplayException">
    /// <c>prompt-options-malformed</c>, <c>empty-prompt</c>, <c>prompt-too-long</c>, <c>prompt-tools-malformed</c>, <c>documents-not-found</c>,
    /// <c>parts-not-found</c> (a selection finds nothing), <c>fixed-not-found</c>, <c>message-not-found</c>, <c>too-few-parts</c> (fewer than two), <c>pattern-malformed</c> or
    /// <c>pattern-too-slow</c>.
    /// </exception>
    public static PromptLens Create(Prompt prompt, PromptLensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        PromptLensOptions valid = (options ?? new PromptLensOptions()).Validated();
        long length =
            prompt.Messages.Sum(static message => (long)message.Content.Length)
            + (prompt.Tools?.Length ?? 0);
        if (prompt.Messages.Count == 0 || length == 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "empty-prompt",
                $"A prompt needs a message that says something; found {prompt.Messages.Count} messages and {length} characters."
            );
        }

        if (length > MaxLength)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "prompt-too-long",
                $"A prompt may have at most {MaxLength} characters; found {length}."
            );
        }

        FixedText.Check(prompt, valid.Fixed);
        PromptText[] texts = new PromptCutting(prompt, valid).Cut();
        var lens = new PromptLens(prompt, valid, PartNumbers.Assign(texts));
        return lens.Parts.Count >= 2
            ? lens
            : throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; cut by {string.Join(",", valid.Parts)} the prompt gives {lens.Parts.Count}."
            );
    }

    /// <summary>The content of each message, then the tools, with what is ablated in them.</summary>
    internal IReadOnlyList<PromptText> Texts => _texts;

    /// <inheritdoc/>
    public Prompt Ablate(Mask kept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(kept.PartCount, _parts.Length, nameof(kept));
        if (kept.KeptCount == _parts.Length)
        {
            return Prompt;
        }

        var messages = new PromptMessage[Prompt.Messages.Count];
        for (int i = 0; i < messages.Length; i++)
        {
            messages[i] = Ablated(Prompt.Messages[i], _texts[i], kept);
        }

        PromptText tools = _texts[^1];
        return Prompt with
        {
            Messages = Conversation.Keep(Prompt.Messages, messages),
            Tools = AblatedTools(tools, kept),
        };
    }

    private PromptMessage Ablated(PromptMessage message, PromptText text, Mask kept)
    {
        if (!text.HasParts)
        {
            return message;
        }

        string content = text.Ablate(kept, Options);
        return content == message.Content
            ? message
            : message with
            {
                Content = content,
                Sections = [],
            };
    }

    /// <summary>Endpoints refuse an empty list of tools, so the last one takes the list with it.</summary>
    private string? AblatedTools(PromptText tools, Mask kept) =>
        !tools.HasParts ? Prompt.Tools
        : tools.Root.IsRemoved(kept)
        && !tools.Root.Children[0].Children.Any(static tool => tool.IsFixed)
            ? null
        : tools.Ablate(kept, Options);
}

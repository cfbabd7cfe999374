using Interplay.Masks;

namespace Interplay.Lenses.Text;

/// <summary>
/// A text seen as words, sentences, lines, paragraphs or matches of a pattern.
/// <para>
/// Each part covers its punctuation, and the white space between parts belongs to none, so the full mask gives the text back exactly.
/// Removal takes a part with its punctuation and closes the gap: of the white space on the two sides the stronger stays
/// (blank line, line break, space, nothing), none is left at the ends of the text, and the indentation of a kept line is kept.
/// Capitals and brackets are left as they are. The other ablations put their text in the place of the part and leave all spacing alone.
/// </para>
/// </summary>
public sealed class TextLens : ILens<string>
{
    /// <summary>The longest text that is taken, in UTF-16 units.</summary>
    public const int MaxLength = 1 << 20;

    private readonly Part[] _parts;
    private readonly List<TextSpan> _spans;
    private readonly string?[] _substitutes;

    private TextLens(string text, TextLensOptions options, Part[] parts, List<TextSpan> spans)
    {
        _spans = spans;
        Text = text;
        Options = options;
        _parts = parts;
        _substitutes = Array.ConvertAll(parts, part => Substitute(part.Text, options));
        Fingerprint = FingerprintOf(text, options);
    }

    /// <summary>The text that is explained.</summary>
    public string Text { get; }

    /// <summary>How it was cut and how parts are taken away.</summary>
    public TextLensOptions Options { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Part> Parts => _parts;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Cuts a text into parts. O(length).</summary>
    /// <param name="text">The text, at most <see cref="MaxLength"/> UTF-16 units; ill-formed surrogates are kept as they are.</param>
    /// <param name="options">How to cut and ablate; null for words that are removed.</param>
    /// <exception cref="InterplayException">
    /// <c>empty-text</c>, <c>text-too-long</c>, <c>too-few-parts</c> (fewer than two), <c>text-options-malformed</c>,
    /// <c>pattern-malformed</c> or <c>pattern-too-slow</c>.
    /// </exception>
    public static TextLens Create(string text, TextLensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        TextLensOptions valid = (options ?? new TextLensOptions()).Validated();
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InterplayException(
                ErrorKind.Request,
                "empty-text",
                $"A text needs at least one character that is not white space; found {text.Length} characters of white space."
            );
        }

        if (text.Length > MaxLength)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "text-too-long",
                $"A text may have at most {MaxLength} characters; found {text.Length}."
            );
        }

        List<TextSpan> spans = Split(text, valid);
        if (spans.Count < 2)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-few-parts",
                $"Interactions need at least 2 parts; cut by {valid.Unit} the text gives {spans.Count}."
            );
        }

        var parts = new Part[spans.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            (int start, int end) = spans[i];
            parts[i] = new Part(i, text[start..end], start, end - start);
        }

        return new TextLens(text, valid, parts, spans);
    }

    /// <inheritdoc/>
    public string Ablate(Mask kept)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(kept.PartCount, _parts.Length, nameof(kept));
        var ablated = new TextJoiner(Text.Length);
        int end = 0;
        foreach (Part part in _parts)
        {
            TextSpan span = _spans[part.Index];
            ablated.Gap(Text.AsSpan(end, span.Start - end));
            end = span.End;
            if (kept[part.Index])
            {
                ablated.Content(part.Text);
            }
            else if (_substitutes[part.Index] is { } substitute)
            {
                ablated.Content(substitute);
            }
            else
            {
                ablated.Hole();
            }
        }

        ablated.Gap(Text.AsSpan(end));
        return ablated.Finish();
    }

    private static List<TextSpan> Split(string text, TextLensOptions options) =>
        options.Unit switch
        {
            TextUnit.Word => WordSplitter.Split(text),
            TextUnit.Sentence => SentenceSplitter.Split(text),
            TextUnit.Line => LineSplitter.Split(text, breaks: 1),
            TextUnit.Paragraph => LineSplitter.Split(text, breaks: 2),
            _ => PatternSplitter.Split(text, options.Pattern!),
        };

    /// <summary>What stands in the place of a part, or null when it leaves a hole.</summary>
    private static string? Substitute(string part, TextLensOptions options) =>
        options.Ablation switch
        {
            TextAblation.Remove => null,
            TextAblation.Replace => options.Replacement,
            _ => Masked(part, options.MaskToken),
        };

    private static string Masked(string part, string token)
    {
        List<TextSpan> words = WordSplitter.Split(part);
        if (words.Count < 2)
        {
            return token;
        }

        var masked = new System.Text.StringBuilder();
        int end = 0;
        foreach (TextSpan word in words)
        {
            // Words that touch (ideographs) are told apart by a space: glued tokens would read as one unknown word.
            string gap = part[end..word.Start];
            masked.Append(gap.Length == 0 && end > 0 ? " " : gap).Append(token);
            end = word.End;
        }

        return masked.Append(part.AsSpan(end)).ToString();
    }

    private static string FingerprintOf(string text, TextLensOptions options) =>
        Interplay.Fingerprint.Of(
            "text-lens/1",
            options.Unit.ToString(),
            options.Pattern ?? "",
            options.Ablation.ToString(),
            options.Ablation == TextAblation.MaskToken ? options.MaskToken : "",
            options.Ablation == TextAblation.Replace ? options.Replacement : "",
            text
        );
}

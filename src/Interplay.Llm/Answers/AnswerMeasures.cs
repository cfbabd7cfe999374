using System.Globalization;

namespace Interplay.Llm.Answers;

/// <summary>
/// Measures as people write them: <c>exact:"text"</c>, <c>contains:"text"</c>, <c>overlap:"text"</c>, <c>pattern:"price: (\\d+)"</c>, <c>json:$.price</c>, <c>length</c>; a number for
/// answers without one follows a question mark, <c>json:$.price?0</c>. Texts are JSON strings. Measures that ask a model are made in code.
/// </summary>
public static class AnswerMeasures
{
    /// <summary>Reads one.</summary>
    /// <param name="text">The measure.</param>
    /// <exception cref="InterplayException"><c>measure-malformed</c>: no such measure, or it is not well formed.</exception>
    public static IAnswerMeasure Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string form = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        (string body, double? otherwise) = form is "pattern" or "json" ? Split(rest) : (rest, null);
        string? quoted = RawOutputs.TryUnquote(body, out string? found) ? found : null;
        return (form, quoted) switch
        {
            ("length", null) when colon < 0 => new AnswerLength(),
            ("json", null) => new JsonMeasure(body, otherwise),
            ("exact", not null) => new ExactMatch(quoted),
            ("overlap", not null) => new WordOverlap(quoted),
            ("contains", { Length: > 0 }) => new ContainsText(quoted),
            ("pattern", { Length: > 0 }) => new PatternMeasure(quoted, otherwise),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "measure-malformed",
                $"'{text}' is no measure; known are exact:\"text\", contains:\"text\", overlap:\"text\", pattern:\"price: (\\\\d+)\", json:$.price and length."
            ),
        };
    }

    private static (string Body, double? Otherwise) Split(string rest)
    {
        int mark = rest.LastIndexOf('?');
        return
            mark > 0
            && double.TryParse(
                rest.AsSpan(mark + 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double otherwise
            )
            && double.IsFinite(otherwise)
            ? (rest[..mark], otherwise)
            : (rest, null);
    }
}

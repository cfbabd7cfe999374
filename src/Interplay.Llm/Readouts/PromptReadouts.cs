using System.Globalization;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>
/// Readouts as people write them: <c>total</c>, <c>logit</c>, <c>mean</c>, <c>per-token</c>, <c>span:"text"</c>, <c>span:"text"#2</c>,
/// <c>log-odds:yes/no</c>, <c>log-odds:yes,Yes/no,No</c>, <c>label:yes</c>, <c>measure:name</c>. Labels that hold a slash, a comma or a quote are
/// written as JSON strings. The name of every readout can be parsed again.
/// </summary>
public static class PromptReadouts
{
    private const string Known =
        "total, logit, mean, per-token, span:\"text\", log-odds:yes/no, label:yes, measure:name";

    /// <summary>What is read unless something else is asked for: the log-probability of the continuation or of the first label, or the first measure.</summary>
    internal static IReadout First(IReadOnlyList<string> rawOutputs) =>
        RawOutputs.TryReadToken(rawOutputs[0], out _, out _) ? ContinuationReadout.Total(rawOutputs)
        : RawOutputs.TryReadLabel(rawOutputs[0], out string? label)
            ? LabelReadout.LogProbability(rawOutputs, label)
        : new MeasureReadout(rawOutputs[0], rawOutputs);

    /// <summary>Reads one.</summary>
    /// <param name="text">The readout.</param>
    /// <param name="rawOutputs">Names of the raw numbers that it reads from.</param>
    /// <exception cref="InterplayException">
    /// <c>readout-unknown</c>: no such form. <c>readout-malformed</c>: the form is known, what follows the colon is not well formed.
    /// <c>readout-not-applicable</c>, <c>span-not-found</c>, <c>label-unknown</c>, <c>label-repeated</c>, <c>measure-unknown</c>: it cannot be read from these numbers.
    /// </exception>
    public static IReadout Parse(string text, IReadOnlyList<string> rawOutputs)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(rawOutputs);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string form = colon < 0 ? text : text[..colon];
        string rest = colon < 0 ? "" : text[(colon + 1)..];
        return (form, colon < 0) switch
        {
            ("total", true) => ContinuationReadout.Total(rawOutputs),
            ("logit", true) => ContinuationReadout.LogitProbability(rawOutputs),
            ("mean", true) => ContinuationReadout.Mean(rawOutputs),
            ("per-token", true) => ContinuationReadout.PerToken(rawOutputs),
            ("span", false) => Span(text, rest, rawOutputs),
            ("log-odds", false) => Odds(text, rest, rawOutputs),
            ("label", false) => Labels(text, rest) is [[var label]]
                ? LabelReadout.LogProbability(rawOutputs, label)
                : throw Malformed(text, "label:yes"),
            ("measure", false) => new MeasureReadout(rest, rawOutputs),
            _ => throw new InterplayException(
                ErrorKind.Request,
                "readout-unknown",
                $"'{text}' is no readout; known are {Known}."
            ),
        };
    }

    internal static InterplayException NotApplicable(
        string readout,
        string needed,
        IReadOnlyList<string> rawOutputs
    ) =>
        new(
            ErrorKind.Request,
            "readout-not-applicable",
            $"'{readout}' reads {needed}; these ablations hold {string.Join(", ", rawOutputs.Take(5))}{(rawOutputs.Count > 5 ? ", …" : "")}."
        );

    private static IReadout Span(string text, string rest, IReadOnlyList<string> rawOutputs)
    {
        int close = rest.LastIndexOf('"');
        string after = rest[(close + 1)..];
        int occurrence = 1;
        bool isNumbered =
            after is ['#', ..]
            && int.TryParse(
                after.AsSpan(1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out occurrence
            );
        return
            (after.Length == 0 || isNumbered)
            && occurrence >= 1
            && RawOutputs.TryUnquote(rest[..(close + 1)], out string? span)
            && span.Length > 0
            ? ContinuationReadout.Span(rawOutputs, span, occurrence)
            : throw Malformed(text, "span:\"text\" or span:\"text\"#2");
    }

    private static IReadout Odds(string text, string rest, IReadOnlyList<string> rawOutputs) =>
        Labels(text, rest) is [var positive, var negative]
            ? LabelReadout.LogOdds(rawOutputs, positive, negative)
            : throw Malformed(text, "log-odds:yes/no");

    /// <summary>The sides, split at slashes, each a list of labels, split at commas; JSON strings are taken whole.</summary>
    private static List<List<string>> Labels(string text, string rest)
    {
        List<List<string>> sides =
        [
            [],
        ];
        int place = 0;
        while (true)
        {
            int end = place;
            if (place < rest.Length && rest[place] == '"')
            {
                end++;
                while (end < rest.Length && rest[end] != '"')
                {
                    end += rest[end] == '\\' ? 2 : 1;
                }

                end = Math.Min(end + 1, rest.Length);
            }
            else
            {
                int length = rest.AsSpan(place).IndexOfAny('/', ',');
                end = length < 0 ? rest.Length : place + length;
            }

            string found = rest[place..end];
            if (found is ['"', ..])
            {
                found = RawOutputs.TryUnquote(found, out string? label)
                    ? label
                    : throw Malformed(text, "labels such as yes or \"a/b\"");
            }
            else if (found.Length == 0)
            {
                throw Malformed(text, "labels such as yes or \"a/b\"");
            }

            sides[^1].Add(found);
            if (end == rest.Length)
            {
                return sides;
            }

            if (rest[end] == '/')
            {
                sides.Add([]);
            }
            else if (rest[end] != ',')
            {
                throw Malformed(text, "labels parted by commas and one slash");
            }

            place = end + 1;
        }
    }

    private static InterplayException Malformed(string text, string expected) =>
        new(
            ErrorKind.Request,
            "readout-malformed",
            $"'{text}' cannot be read; expected {expected}."
        );
}

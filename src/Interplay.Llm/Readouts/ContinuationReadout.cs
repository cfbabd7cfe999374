using System.Globalization;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Readouts;

/// <summary>Readouts of a scored continuation, from the raw log-probabilities of its tokens (<see cref="RawOutputs.Token"/>). One journal serves them all.</summary>
public static class ContinuationReadout
{
    /// <summary>The log-probability of the whole continuation, in nats: <c>total</c>.</summary>
    /// <param name="rawOutputs">Names of the raw numbers.</param>
    /// <exception cref="InterplayException"><c>readout-not-applicable</c>: there is no scored continuation.</exception>
    public static IReadout Total(IReadOnlyList<string> rawOutputs) =>
        Whole("total", rawOutputs, TokenStatistic.Sum);

    /// <summary>
    /// The log-odds of the whole continuation, log p/(1-p), in nats: <c>logit</c>. Where p was rounded to 1, the log-odds of 1 - 2^-25 stand in and
    /// the number counts as censored.
    /// </summary>
    /// <inheritdoc cref="Total"/>
    public static IReadout LogitProbability(IReadOnlyList<string> rawOutputs) =>
        Whole("logit", rawOutputs, TokenStatistic.Logit);

    /// <summary>The log-probability a token, the mean over the continuation, in nats: <c>mean</c>. Continuations of different length can be compared by it.</summary>
    /// <inheritdoc cref="Total"/>
    public static IReadout Mean(IReadOnlyList<string> rawOutputs) =>
        Whole("mean", rawOutputs, TokenStatistic.Mean);

    /// <summary>Every token as an output of its own: <c>per-token</c>. All of them from the same ablations.</summary>
    /// <inheritdoc cref="Total"/>
    public static IReadout PerToken(IReadOnlyList<string> rawOutputs)
    {
        (int first, int censored, string[] texts) = Tokens("per-token", rawOutputs);
        string[] names = [.. Enumerable.Range(first, texts.Length).Select(i => rawOutputs[i])];
        return new TokenReadout(
            "per-token",
            names,
            first,
            censored,
            texts.Length,
            TokenStatistic.Each
        );
    }

    /// <summary>
    /// The log-probability of a stretch of the continuation given all before it: the sum over every token that overlaps it. Named <c>span:"text"</c>, and
    /// <c>span:"text"#2</c> for its second occurrence.
    /// </summary>
    /// <param name="rawOutputs">Names of the raw numbers.</param>
    /// <param name="text">The stretch, exactly as it stands in the continuation.</param>
    /// <param name="occurrence">Which of its occurrences, from 1.</param>
    /// <exception cref="InterplayException">
    /// <c>readout-not-applicable</c>: there is no scored continuation. <c>span-not-found</c>: the text does not occur in it, or not so often.
    /// </exception>
    public static IReadout Span(IReadOnlyList<string> rawOutputs, string text, int occurrence = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(occurrence, 1);
        string name = string.Create(
            CultureInfo.InvariantCulture,
            $"span:{RawOutputs.Quote(text)}{(occurrence == 1 ? "" : $"#{occurrence}")}"
        );
        (int first, int censored, string[] texts) = Tokens(name, rawOutputs);
        int start = Find(string.Concat(texts), text, occurrence);
        int from = -1;
        int to = -1;
        int place = 0;
        for (int token = 0; token < texts.Length; token++)
        {
            int end = place + texts[token].Length;
            if (place < start + text.Length && end > start)
            {
                from = from < 0 ? token : from;
                to = token;
            }

            place = end;
        }

        return new TokenReadout(
            name,
            [name],
            first + from,
            censored < 0 ? -1 : censored + from,
            to - from + 1,
            TokenStatistic.Sum
        );
    }

    private static TokenReadout Whole(
        string name,
        IReadOnlyList<string> rawOutputs,
        TokenStatistic reading
    )
    {
        (int first, int censored, string[] texts) = Tokens(name, rawOutputs);
        return new TokenReadout(name, [name], first, censored, texts.Length, reading);
    }

    /// <summary>The tokens, which stand one after another, and the places of the first and of what says whether it is a bound (-1 for nowhere).</summary>
    private static (int First, int Censored, string[] Texts) Tokens(
        string readout,
        IReadOnlyList<string> rawOutputs
    )
    {
        ArgumentNullException.ThrowIfNull(rawOutputs);
        int first = -1;
        int censored = -1;
        string firstCensored = RawOutputs.TokenIsCensored(0);
        var texts = new List<string>();
        for (int i = 0; i < rawOutputs.Count; i++)
        {
            if (RawOutputs.TryReadToken(rawOutputs[i], out int index, out string? text))
            {
                first = index == 0 ? i : first;
                texts.Add(text);
            }
            else if (string.Equals(rawOutputs[i], firstCensored, StringComparison.Ordinal))
            {
                censored = i;
            }
        }

        return first >= 0
            ? (first, censored, texts.ToArray())
            : throw PromptReadouts.NotApplicable(
                readout,
                "the tokens of a scored continuation",
                rawOutputs
            );
    }

    private static int Find(string continuation, string text, int occurrence)
    {
        int start = -1;
        for (int found = 0; found < occurrence; found++)
        {
            start = continuation.IndexOf(text, start + 1, StringComparison.Ordinal);
            if (start < 0)
            {
                string often =
                    found == 0
                        ? "does not occur"
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"occurs {found} times, not {occurrence},"
                        );
                throw new InterplayException(
                    ErrorKind.Request,
                    "span-not-found",
                    $"{RawOutputs.Quote(text)} {often} in the continuation {RawOutputs.Quote(continuation)}."
                );
            }
        }

        return start;
    }
}

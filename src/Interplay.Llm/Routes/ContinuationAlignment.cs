using System.Text;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>
/// Finds the tokens of the continuation at the end of what a server scored, by their bytes and from the end: offsets count code points on one
/// server, bytes on another, and may or may not count a token of beginning.
/// </summary>
internal static class ContinuationAlignment
{
    /// <summary>The tokens that make up the continuation.</summary>
    /// <param name="tokens">All tokens scored, in their order; the last ends the continuation.</param>
    /// <param name="continuation">The continuation, not empty.</param>
    /// <exception cref="InterplayException"><c>continuation-retokenised</c>, <c>endpoint-cannot-score</c>.</exception>
    /// <exception cref="UnusableAnswerException">A token of the continuation has no number.</exception>
    public static ScoredToken[] Align(IReadOnlyList<ServerToken> tokens, string continuation)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(continuation);
        var found = new List<ScoredToken>();
        double bound = StandIn.BoundOfText(tokens);
        int end = wanted.Length;
        int unclear = 0;
        double unclearSum = 0;
        bool isUnclearBound = false;
        for (int i = tokens.Count - 1; end > 0; i--)
        {
            if (i < 0)
            {
                // A first token without a number is not always shown with its text: what is left of the continuation is that token.
                throw tokens is [{ LogProbability: double.NaN }, ..]
                    ? NothingBefore()
                    : Differs(continuation);
            }

            ServerToken token = tokens[i];
            if (token.Bytes is not { } bytes)
            {
                unclear++;
                unclearSum += Number(token, i, bound, out bool isUnclear);
                isUnclearBound |= isUnclear;
                continue;
            }

            if (bytes.Length == 0)
            {
                continue;
            }

            int matched = FindEnd(wanted.AsSpan(0, end), bytes, unclear);
            if (matched < 0)
            {
                if (unclear > 0 && IsAllBefore(wanted.AsSpan(0, end), unclear))
                {
                    // Characters that several tokens share open the continuation; this token is the prompt's.
                    break;
                }

                throw Straddles(wanted.AsSpan(0, end), bytes)
                    ? Merged(token.Text, continuation)
                    : Differs(continuation);
            }

            if (unclear > 0)
            {
                found.Add(new ScoredToken(matched, end - matched, unclearSum, isUnclearBound));
                unclear = 0;
                unclearSum = 0;
                isUnclearBound = false;
            }

            double number = Number(token, i, bound, out bool isBound);
            found.Add(new ScoredToken(matched - bytes.Length, bytes.Length, number, isBound));
            end = matched - bytes.Length;
        }

        if (unclear > 0)
        {
            found.Add(new ScoredToken(0, end, unclearSum, isUnclearBound));
        }

        found.Reverse();
        return [.. found];
    }

    /// <summary>
    /// Gives the numbers of a scored prompt to the tokens of the unablated one. Where both cut alike, one to one; where the server cut
    /// otherwise, the stretch up to the next common cut keeps its sum and is shared out by bytes, so that the whole is what the server said.
    /// </summary>
    /// <param name="scored">Tokens of this prompt; they cover the continuation.</param>
    /// <param name="reference">Tokens of the unablated prompt; they cover it too.</param>
    /// <param name="values">Receives a number a token of the reference.</param>
    /// <param name="censored">Receives whether the number is an upper bound.</param>
    public static void Spread(
        ReadOnlySpan<ScoredToken> scored,
        ReadOnlySpan<ScoredToken> reference,
        Span<double> values,
        Span<bool> censored
    )
    {
        int first = 0;
        int next = 0;
        while (first < reference.Length)
        {
            int last = first;
            double sum = scored[next].LogProbability;
            bool isBound = scored[next].IsCensored;
            int reached = scored[next++].End;
            while (reference[last].End != reached)
            {
                if (reference[last].End < reached)
                {
                    last++;
                }
                else
                {
                    sum += scored[next].LogProbability;
                    isBound |= scored[next].IsCensored;
                    reached = scored[next++].End;
                }
            }

            double bytes = reached - reference[first].Start;
            for (; first <= last; first++)
            {
                values[first] =
                    reference[first].Length == bytes
                        ? sum
                        : sum * (reference[first].Length / bytes);
                censored[first] = isBound;
            }
        }
    }

    /// <summary>Where in <paramref name="text"/> the nearest match of a token ends, leaving at least a byte for each unclear token after it; -1 for nowhere.</summary>
    private static int FindEnd(ReadOnlySpan<byte> text, byte[] token, int unclear)
    {
        if (unclear == 0)
        {
            return text.EndsWith(token) ? text.Length : -1;
        }

        int start = text[..Math.Max(0, text.Length - unclear)].LastIndexOf(token);
        return start < 0 ? -1 : start + token.Length;
    }

    /// <summary>Whether what is left may be nothing but characters that unclear tokens share: beyond ASCII, and not fewer bytes than tokens.</summary>
    private static bool IsAllBefore(ReadOnlySpan<byte> text, int unclear) =>
        text.Length >= unclear && !text.ContainsAnyInRange((byte)0, (byte)127);

    private static bool Straddles(ReadOnlySpan<byte> text, ReadOnlySpan<byte> token) =>
        token.Length > text.Length && token.EndsWith(text);

    private static double Number(ServerToken token, int index, double bound, out bool isBound)
    {
        isBound = double.IsNegativeInfinity(token.LogProbability);
        return isBound ? bound
            : double.IsFinite(token.LogProbability) ? token.LogProbability
            : throw (
                index > 0
                    ? new UnusableAnswerException("a token has no log-probability")
                    : NothingBefore()
            );
    }

    private static InterplayException NothingBefore() =>
        new(
            ErrorKind.ValueFunction,
            "endpoint-cannot-score",
            "Nothing stands before the continuation when all parts are taken away, and the endpoint gives the first token of all no probability. Keep some text of the prompt that always stays (--fixed), such as its last words or the question, or leave a mark where parts were (--ablation mask)."
        );

    private static InterplayException Merged(string token, string continuation) =>
        new(
            ErrorKind.ValueFunction,
            "continuation-retokenised",
            $"The model's token {Quoted(token)} holds the end of the prompt and the beginning of the continuation {Quoted(Head(continuation))}, so that the continuation has no log-probability of its own. Begin it with the space or line break that parts it from the prompt."
        );

    private static InterplayException Differs(string continuation) =>
        new(
            ErrorKind.ValueFunction,
            "continuation-retokenised",
            $"The tokens that the endpoint scored do not end with the continuation {Quoted(Head(continuation))}. A chat template may trim it: give it without white space at its ends."
        );

    private static string Head(string text) => text.Length <= 40 ? text : text[..39] + "…";

    private static string Quoted(string text) =>
        $"\"{System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}

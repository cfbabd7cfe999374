using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Routes;

namespace Interplay.Llm.Probing;

/// <summary>Two questions to a route: the model writes a few tokens, then their text is scored.</summary>
internal static class SelfTestRun
{
    private const char Replacement = '\uFFFD';

    /// <summary>Runs it.</summary>
    /// <returns>The comparison; null when the model wrote nothing that could be scored.</returns>
    public static async Task<SelfTest?> RunAsync(
        IScoringApi api,
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    )
    {
        EndpointAnswer<Generation> written = await api.GenerateAsync(
            prompt,
            mostTokens,
            cancellationToken
        );
        (string text, ScoredToken[] tokens) = Tokens(written.Value);
        if (tokens.Length == 0)
        {
            return null;
        }

        EndpointAnswer<ScoredToken[]> scored = await api.ScoreAsync(
            prompt,
            text,
            tokens,
            cancellationToken
        );
        var values = new double[tokens.Length];
        ContinuationAlignment.Spread(scored.Value, tokens, values, new bool[tokens.Length]);
        return new SelfTest(
            Texts(text, tokens),
            [.. tokens.Select(static token => token.LogProbability)],
            values
        );
    }

    /// <summary>A text that was written, without a character cut in two by the limit, or white space at the end.</summary>
    public static string Whole(string written)
    {
        int cut = written.IndexOf(Replacement, StringComparison.Ordinal);
        return (cut < 0 ? written : written[..cut]).TrimEnd();
    }

    /// <summary>The text that was written and its tokens, without a token of ending, a character cut in two by the limit, or white space at the end, which chat templates trim.</summary>
    public static (string Text, ScoredToken[] Tokens) Tokens(Generation written)
    {
        string text = Whole(written.Text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var tokens = new List<ScoredToken>();
        int start = 0;
        foreach (ServerToken token in written.Tokens)
        {
            if (
                token.Bytes is not { Length: > 0 } piece
                || !bytes.AsSpan(start).StartsWith(piece)
                || !double.IsFinite(token.LogProbability)
            )
            {
                break;
            }

            tokens.Add(new ScoredToken(start, piece.Length, token.LogProbability));
            start += piece.Length;
        }

        // Tokens that are parts of characters do not end a text.
        while (tokens.Count > 0 && start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
        {
            start = tokens[^1].Start;
            tokens.RemoveAt(tokens.Count - 1);
        }

        string kept = Encoding.UTF8.GetString(bytes, 0, start);
        while (tokens.Count > 0 && kept.Length > 0 && char.IsWhiteSpace(kept[^1]))
        {
            kept = Encoding.UTF8.GetString(bytes, 0, tokens[^1].Start);
            tokens.RemoveAt(tokens.Count - 1);
        }

        return (kept, [.. tokens]);
    }

    /// <summary>Texts of tokens.</summary>
    public static string[] Texts(string text, ReadOnlySpan<ScoredToken> tokens)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var texts = new string[tokens.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Encoding.UTF8.GetString(bytes, tokens[i].Start, tokens[i].Length);
        }

        return texts;
    }
}

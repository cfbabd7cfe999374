using System.Buffers;
using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Onnx.Tokens;

namespace Interplay.Onnx.Causal;

/// <summary>
/// A causal language model in ONNX: <c>model.onnx</c> (inputs <c>input_ids</c> and <c>attention_mask</c>, int64 [batch, tokens], and
/// <c>positions</c>, int64 [batch, positions]; output <c>logits</c>, float [batch, positions, vocabulary]) beside <c>vocab.json</c> and
/// <c>merges.txt</c> (byte-level BPE, as GPT-2's files) and <c>model.json</c> (context length, special tokens, chat template).
/// <para>
/// On one machine a sequence has the same numbers to the last bit, however many are computed at the same time: each run reads one sequence
/// on one thread. Callers run as many at once as they have cores. Safe for use by many threads.
/// </para>
/// </summary>
public sealed class CausalModel : IDisposable
{
    private readonly CausalSession _session;
    private readonly BytePairReader _reader;
    private readonly CausalCard _card;
    private readonly HashSet<int> _ends;

    private CausalModel(
        CausalSession session,
        BytePairReader reader,
        CausalCard card,
        string fingerprint
    )
    {
        _session = session;
        _reader = reader;
        _card = card;
        _ends = [.. card.End.Select(reader.SpecialId)];
        Fingerprint = fingerprint;
    }

    /// <summary>Identity of the model's files, the same in every process.</summary>
    public string Fingerprint { get; }

    /// <summary>Most tokens of a sequence. A longer one is an error, never cut.</summary>
    public int ContextLength => _card.Context;

    /// <summary>The number of tokens there are; ids go from 0 to one less.</summary>
    public int VocabularySize => _reader.Count;

    /// <summary>Bytes of the longest token: a text of more than <see cref="ContextLength"/> times as many bytes in UTF-8 cannot fit.</summary>
    public int LongestToken => _reader.LongestToken;

    /// <summary>Loads a model from a folder.</summary>
    /// <param name="folder">The folder that holds the four files.</param>
    /// <exception cref="InterplayException">
    /// <c>model-not-found</c>, <c>model-unreadable</c>, <c>model-not-causal</c>, <c>model-card-malformed</c> or <c>vocabulary-unreadable</c>.
    /// </exception>
    public static CausalModel Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        byte[] model = ReadAll(folder, "model.onnx");
        byte[] vocabulary = ReadAll(folder, "vocab.json");
        byte[] merges = ReadAll(folder, "merges.txt");
        byte[] json = ReadAll(folder, "model.json");
        var card = CausalCard.Read(json);
        var reader = BytePairReader.Create(vocabulary, merges, card.Special);
        return new CausalModel(
            CausalSession.Open(model, folder, reader.Count),
            reader,
            card,
            Interplay.Fingerprint.Of(
                "causal-model/1",
                Interplay.Fingerprint.OfBytes(model),
                Interplay.Fingerprint.OfBytes(vocabulary),
                Interplay.Fingerprint.OfBytes(merges),
                Interplay.Fingerprint.OfBytes(json)
            )
        );
    }

    /// <summary>The tokens of a text in which special tokens, such as <c>&lt;|end|&gt;</c>, stand for themselves. Nothing is added at its ends.</summary>
    public int[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _reader.Read([(text, true)]);
    }

    /// <summary>The tokens of a conversation by the model's chat template. A special token written in a message is plain text: no message can leave its place.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="opensAnswer">Whether the tokens that begin an answer follow.</param>
    /// <param name="continuesLast">Whether the last message is left open, for the model to go on with.</param>
    /// <exception cref="InterplayException"><c>unknown-role</c>.</exception>
    public int[] EncodeChat(
        IReadOnlyList<PromptMessage> messages,
        bool opensAnswer = true,
        bool continuesLast = false
    )
    {
        ArgumentNullException.ThrowIfNull(messages);
        var texts = new List<(string, bool)> { (_card.Chat.Begin, true) };
        for (int i = 0; i < messages.Count; i++)
        {
            texts.Add((_card.Chat.Opening(messages[i].Role), true));
            texts.Add((messages[i].Content, false));
            if (!continuesLast || i < messages.Count - 1)
            {
                texts.Add((_card.Chat.Close, true));
            }
        }

        if (opensAnswer)
        {
            texts.Add((_card.Chat.Opening(ChatTemplate.Answerer), true));
        }

        return _reader.Read(texts);
    }

    /// <summary>The text of tokens; bytes that are not UTF-8 become U+FFFD.</summary>
    public string Decode(IEnumerable<int> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var bytes = new ArrayBufferWriter<byte>();
        foreach (int token in tokens)
        {
            bytes.Write(TokenBytes(token).Span);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The bytes of a token, which need not be whole characters.</summary>
    public ReadOnlyMemory<byte> TokenBytes(int token) => _reader.Bytes(Checked(token));

    /// <summary>Whether a token is special: it is not spelled in bytes, and text within a message never gives it.</summary>
    public bool IsSpecial(int token) => _reader.IsSpecial(Checked(token));

    /// <summary>Whether a token ends what the model writes.</summary>
    public bool IsEnd(int token) => _ends.Contains(Checked(token));

    /// <summary>Reads a sequence in one run: what the model expects after each token from a position on.</summary>
    /// <param name="tokens">1 to <see cref="ContextLength"/> tokens.</param>
    /// <param name="first">The first position wanted, from 0; fewer positions are a little quicker.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>, <c>unknown-token</c> or <c>model-failed</c>.</exception>
    public TokenReading Read(ReadOnlySpan<int> tokens, int first = 0)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens.Length, nameof(tokens));
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, tokens.Length);
        if (tokens.Length > ContextLength)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "too-many-tokens",
                $"The model reads at most {ContextLength} tokens; these are {tokens.Length}."
            );
        }

        foreach (int token in tokens)
        {
            Checked(token);
        }

        return new TokenReading(
            _session.Run(tokens, first),
            VocabularySize,
            first,
            tokens.Length - 1
        );
    }

    /// <summary>Scores given tokens: each by the log-probability the model gives it after every token before it (teacher forcing).</summary>
    /// <param name="tokens">The sequence.</param>
    /// <param name="first">The first token to score, at least 1: nothing stands before token 0.</param>
    /// <param name="alternatives">How many of the most probable tokens to report for each.</param>
    /// <returns>One score a token from <paramref name="first"/> on.</returns>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>, <c>unknown-token</c> or <c>model-failed</c>.</exception>
    public TokenScore[] Score(ReadOnlySpan<int> tokens, int first = 1, int alternatives = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        if (first >= tokens.Length)
        {
            return [];
        }

        TokenReading reading = Read(tokens[..^1], first - 1);
        Checked(tokens[^1]);
        var scores = new TokenScore[tokens.Length - first];
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = reading.Score(first - 1 + i, tokens[first + i], alternatives);
        }

        return scores;
    }

    /// <summary>Draws a continuation token by token, one run each. Ends with an end token (which is given too), a stop, the most tokens allowed or the end of the context.</summary>
    /// <param name="prompt">The tokens to continue, at least one.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="reading">The prompt's reading where there is one already, with its last position; saves a run.</param>
    /// <exception cref="InterplayException"><c>generation-options-malformed</c>, <c>too-many-tokens</c>, <c>unknown-token</c> or <c>model-failed</c>.</exception>
    public IEnumerable<TokenScore> Generate(
        IReadOnlyList<int> prompt,
        GenerationOptions options,
        TokenReading? reading = null
    )
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(options);
        options.Validated();
        return Continue();

        IEnumerable<TokenScore> Continue()
        {
            var sampler = new TokenSampler(options);
            var stops = new StopTexts(options.Stop);
            int[] tokens = [.. prompt];
            for (int drawn = 0; drawn < options.MaxTokens && tokens.Length < ContextLength; drawn++)
            {
                int last = tokens.Length - 1;
                reading ??= Read(tokens, last);
                int token = sampler.Choose(reading.LogProbabilities(last));
                yield return reading.Score(last, token, options.Alternatives);
                if (IsEnd(token) || stops.AreReachedBy(TokenBytes(token).Span))
                {
                    yield break;
                }

                tokens = [.. tokens, token];
                reading = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private int Checked(int token) =>
        (uint)token < (uint)VocabularySize
            ? token
            : throw new InterplayException(
                ErrorKind.Request,
                "unknown-token",
                $"There is no token {token}; the ids go from 0 to {VocabularySize - 1}."
            );

    private static byte[] ReadAll(string folder, string name) =>
        RuntimeSession.ReadAll(
            folder,
            name,
            "A causal model is a folder with model.onnx, vocab.json, merges.txt and model.json"
        );
}

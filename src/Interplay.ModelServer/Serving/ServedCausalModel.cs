using System.Text;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Onnx.Causal;

namespace Interplay.ModelServer.Serving;

/// <summary>A causal language model behind the routes.</summary>
internal sealed class ServedCausalModel(CausalModel model, RunGate gate) : IServedModel
{
    /// <inheritdoc/>
    public int ContextLength => model.ContextLength;

    /// <inheritdoc/>
    public string Fingerprint => model.Fingerprint;

    /// <inheritdoc/>
    public ServedPrompt Read(string text)
    {
        ThrowIfHopeless(Encoding.UTF8.GetByteCount(text));
        return new ServedPrompt(model.Encode(text));
    }

    /// <inheritdoc/>
    public ServedPrompt Read(IReadOnlyList<int> tokens) => new(tokens);

    /// <inheritdoc/>
    public ServedPrompt Read(
        IReadOnlyList<PromptMessage> messages,
        bool opensAnswer,
        bool continuesLast
    )
    {
        ThrowIfHopeless(messages.Sum(message => Encoding.UTF8.GetByteCount(message.Content)));
        return new ServedPrompt(model.EncodeChat(messages, opensAnswer, continuesLast));
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> TokenBytes(int token) => model.TokenBytes(token);

    /// <inheritdoc/>
    public void Check(ServedPrompt prompt, Sampling sampling, string promptField)
    {
        int count = prompt.Tokens.Count;
        if (count == 0)
        {
            throw ApiException.Invalid(
                promptField,
                "has no token to go on from; a document begins with <|endoftext|>."
            );
        }

        // No sum of two numbers from outside: it could overflow.
        int asked = sampling.MaxTokens ?? 0;
        if (count > ContextLength || asked > ContextLength - count)
        {
            throw TooLong(
                $"{(long)count + asked} tokens ({count} in the prompt, {asked} in the answer)",
                promptField
            );
        }

        if (prompt.Tokens.Any(token => (uint)token >= (uint)model.VocabularySize))
        {
            throw ApiException.Invalid(
                promptField,
                $"must hold token ids from 0 to {model.VocabularySize - 1}."
            );
        }
    }

    /// <inheritdoc/>
    public async Task<ServedAnswer> AnswerAsync(
        ServedPrompt prompt,
        Sampling sampling,
        Func<ServedToken?, string, ValueTask>? onToken,
        CancellationToken cancellationToken
    )
    {
        int[] tokens = [.. prompt.Tokens];
        int mostTokens = sampling.MaxTokens ?? ContextLength - tokens.Length;
        TokenReading? reading = null;
        ServedToken[]? scored = null;
        if (sampling.PromptAlternatives is { } alternatives)
        {
            (reading, scored) = await gate.RunAsync(
                () => Scored(tokens, alternatives, mostTokens > 0),
                cancellationToken
            );
        }

        var options = new GenerationOptions
        {
            MaxTokens = mostTokens,
            Temperature = sampling.Temperature ?? 1,
            TopP = sampling.TopP,
            Seed = sampling.Seed,
            Stop = sampling.Stop,
            Alternatives = sampling.Alternatives,
        };
        var drawn = new List<ServedToken>();
        var text = new AnswerText(sampling.Stop);
        bool ended = false;
        using IEnumerator<TokenScore> generation = model
            .Generate(tokens, options, reading)
            .GetEnumerator();
        while (await gate.RunAsync(generation.MoveNext, cancellationToken))
        {
            ServedToken token = Served(generation.Current);
            drawn.Add(token);
            ended = model.IsEnd(token.Id);
            string more = ended ? "" : text.Add(token.Bytes.Span);
            if (onToken is not null)
            {
                await onToken(token, more);
            }
        }

        if (onToken is not null && text.Finish() is { Length: > 0 } rest)
        {
            await onToken(null, rest);
        }

        return new ServedAnswer(
            scored,
            drawn,
            text.Kept,
            ended || text.IsStopped ? "stop" : "length"
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        model.Dispose();
        gate.Dispose();
    }

    /// <summary>Scores a prompt; the last token's reading is only computed if an answer goes on from it.</summary>
    private (TokenReading? Reading, ServedToken[] Scored) Scored(
        int[] tokens,
        int alternatives,
        bool goesOn
    )
    {
        TokenReading? reading =
            goesOn ? model.Read(tokens)
            : tokens.Length > 1 ? model.Read(tokens.AsSpan(..^1))
            : null;
        var scored = new ServedToken[tokens.Length];
        scored[0] = new ServedToken(tokens[0], model.TokenBytes(tokens[0]), null, 0, []);
        for (int i = 1; i < tokens.Length; i++)
        {
            scored[i] = Served(reading!.Score(i - 1, tokens[i], alternatives));
        }

        return (goesOn ? reading : null, scored);
    }

    private ServedToken Served(TokenScore score) =>
        new(
            score.Token,
            model.TokenBytes(score.Token),
            score.LogProbability,
            score.Rank,
            [
                .. score.Alternatives.Select(other => new ServedAlternative(
                    other.Token,
                    model.TokenBytes(other.Token),
                    other.LogProbability
                )),
            ]
        );

    /// <summary>Refuses a text so long that it need not be cut into tokens to know that it does not fit.</summary>
    private void ThrowIfHopeless(int bytes)
    {
        int least = bytes / model.LongestToken;
        if (least > ContextLength)
        {
            throw TooLong($"at least {least} tokens ({bytes} bytes of text)", field: null);
        }
    }

    private ApiException TooLong(string found, string? field) =>
        new(
            400,
            $"This model's maximum context length is {ContextLength} tokens. However, you requested {found}. Please reduce the length.",
            field,
            "context_length_exceeded"
        );
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;
using Interplay.ValueFunctions;

namespace Interplay.Llm.Routes;

/// <summary>
/// llama.cpp's own routes. The prompt goes as text and the continuation as tokens, so that nothing merges where they meet; each token is forced
/// by a logit bias. The log-probability that the server reports is that before sampling, which the bias does not touch, and is exact for every
/// token; the self-test proves it.
/// </summary>
internal sealed class LlamaCppApi(EndpointClient client, string model) : IScoringApi
{
    /// <summary>Above the distance of any two logits.</summary>
    private const double Force = 10_000;

    private readonly ConcurrentDictionary<string, (int Id, int Length)[]> _cuts = new(
        StringComparer.Ordinal
    );

    public ScoringRoute Route => ScoringRoute.LlamaCpp;

    public bool SeesListsOnly => false;

    public int Calls(int tokens, bool isPlain) => isPlain ? tokens : tokens + 1;

    public async ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    )
    {
        EndpointAnswer<string> text = await RenderAsync(prompt, cancellationToken);
        EndpointAnswer<Generation> answer = await client.SendAsync(
            Request(text.Value, [], null, mostTokens),
            static answer => new Generation(
                AnswerReader.Text(answer, "content"u8),
                AnswerReader.Tokens(AnswerReader.Offered(answer, "completion_probabilities"u8))
            ),
            cancellationToken
        );
        return answer with { Cost = text.Cost + answer.Cost };
    }

    public async ValueTask<EndpointAnswer<ScoredToken[]>> ScoreAsync(
        Prompt prompt,
        string continuation,
        ScoredToken[]? tokens,
        CancellationToken cancellationToken
    )
    {
        EndpointAnswer<string> text = await RenderAsync(prompt, cancellationToken);
        EndpointAnswer<(int Id, int Length)[]> cut = await CutAsync(
            continuation,
            cancellationToken
        );
        (int Id, int Length)[] pieces = cut.Value;
        int[] ids = [.. pieces.Select(static piece => piece.Id)];
        var answers = new Task<EndpointAnswer<(double Number, bool IsBound)>>[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            int wanted = ids[i];
            answers[i] = client
                .SendAsync(
                    Request(text.Value, ids.AsSpan(0, i), wanted, 1),
                    answer => ReadForced(answer, wanted),
                    cancellationToken
                )
                .AsTask();
        }

        EndpointAnswer<(double Number, bool IsBound)>[] numbers = await Task.WhenAll(answers);
        var scored = new ScoredToken[ids.Length];
        AblationCost cost = text.Cost + cut.Cost;
        int start = 0;
        for (int i = 0; i < scored.Length; i++)
        {
            (double number, bool isBound) = numbers[i].Value;
            scored[i] = new ScoredToken(start, pieces[i].Length, number, isBound);
            start += pieces[i].Length;
            cost += numbers[i].Cost;
        }

        return new(scored, cost);
    }

    /// <summary>The prompt as one text, by the model's own chat template.</summary>
    private async ValueTask<EndpointAnswer<string>> RenderAsync(
        Prompt prompt,
        CancellationToken cancellationToken
    )
    {
        if (prompt.IsPlain)
        {
            return new(RequestJson.PlainText(prompt), default);
        }

        ReadOnlyMemory<byte> body = RequestJson.Write(
            prompt,
            static (writer, prompt) => RequestJson.WriteMessages(writer, prompt, "")
        );
        return await client.SendAsync(
            new EndpointRequest("/apply-template", "apply_template", body),
            static answer => AnswerReader.Text(answer, "prompt"u8),
            cancellationToken
        );
    }

    /// <summary>The tokens of a continuation, which are the same after every prompt. They are remembered: a run has one continuation, or a few labels.</summary>
    private async ValueTask<EndpointAnswer<(int Id, int Length)[]>> CutAsync(
        string continuation,
        CancellationToken cancellationToken
    )
    {
        if (_cuts.TryGetValue(continuation, out (int Id, int Length)[]? known))
        {
            return new(known, default);
        }

        // A tokenizer that puts a space before every text does so before the line break, and the break is dropped.
        EndpointAnswer<(int, byte[])[]> alone = await TokenizeAsync(
            continuation,
            cancellationToken
        );
        AblationCost cost = alone.Cost;
        (int Id, byte[] Bytes)[]? pieces = Fit(alone.Value, continuation);
        if (pieces is null)
        {
            EndpointAnswer<(int, byte[])[]> after = await TokenizeAsync(
                "\n" + continuation,
                cancellationToken
            );
            cost += after.Cost;
            pieces = Fit(after.Value, continuation);
        }

        if (pieces is null)
        {
            throw new InterplayException(
                ErrorKind.ValueFunction,
                "continuation-retokenised",
                "The tokens that llama.cpp cuts the continuation into are not its text."
            );
        }

        (int, int)[] cut = [.. pieces.Select(static piece => (piece.Id, piece.Bytes.Length))];
        _cuts[continuation] = cut;
        return new(cut, cost);
    }

    private ValueTask<EndpointAnswer<(int, byte[])[]>> TokenizeAsync(
        string text,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            new EndpointRequest(
                "/tokenize",
                "tokenize",
                RequestJson.Write(
                    text,
                    static (writer, text) =>
                    {
                        writer.WriteString("content"u8, text);
                        writer.WriteBoolean("add_special"u8, false);
                        writer.WriteBoolean("parse_special"u8, false);
                        writer.WriteBoolean("with_pieces"u8, true);
                    }
                )
            ),
            static answer =>
                AnswerReader
                    .Offered(answer, "tokens"u8)
                    .EnumerateArray()
                    .Select(ReadPiece)
                    .ToArray(),
            cancellationToken
        );

    private static (int, byte[]) ReadPiece(JsonElement token)
    {
        JsonElement piece = AnswerReader.Offered(token, "piece"u8);
        byte[] bytes =
            piece.ValueKind == JsonValueKind.String
                ? Encoding.UTF8.GetBytes(piece.GetString()!)
                : [.. piece.EnumerateArray().Select(static item => item.GetByte())];
        return AnswerReader.Required(token, "id"u8).TryGetInt32(out int id)
            ? (id, bytes)
            : throw new UnusableAnswerException("a token has no number");
    }

    /// <summary>The last pieces, as many as are the text; null when they are another text.</summary>
    private static (int Id, byte[] Bytes)[]? Fit((int Id, byte[] Bytes)[] pieces, string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        int first = pieces.Length;
        while (rest.Length > 0)
        {
            if (first == 0 || !rest.EndsWith(pieces[first - 1].Bytes))
            {
                return null;
            }

            rest = rest[..^pieces[--first].Bytes.Length];
        }

        return pieces[first..];
    }

    private EndpointRequest Request(
        string prompt,
        ReadOnlySpan<int> answered,
        int? forced,
        int mostTokens
    ) =>
        new(
            "/completion",
            CompletionApi.Operation,
            RequestJson.Write(
                (model, prompt, answered: answered.ToArray(), forced, mostTokens),
                static (writer, state) =>
                {
                    writer.WriteString("model"u8, state.model);
                    WritePrompt(writer, state.prompt, state.answered);
                    writer.WriteNumber("n_predict"u8, state.mostTokens);
                    writer.WriteNumber("n_probs"u8, 1);
                    writer.WriteNumber("temperature"u8, 0);
                    writer.WriteBoolean("cache_prompt"u8, true);
                    if (state.forced is { } wanted)
                    {
                        writer.WriteStartArray("logit_bias"u8);
                        writer.WriteStartArray();
                        writer.WriteNumberValue(wanted);
                        writer.WriteNumberValue(Force);
                        writer.WriteEndArray();
                        writer.WriteEndArray();
                    }
                }
            )
        );

    private static void WritePrompt(Utf8JsonWriter writer, string prompt, int[] answered)
    {
        if (answered.Length == 0)
        {
            // An array of one text would be a list of prompts.
            writer.WriteString("prompt"u8, prompt);
            return;
        }

        writer.WriteStartArray("prompt"u8);
        writer.WriteStringValue(prompt);
        foreach (int id in answered)
        {
            writer.WriteNumberValue(id);
        }

        writer.WriteEndArray();
    }

    private static (double Number, bool IsBound) ReadForced(JsonElement answer, int wanted)
    {
        JsonElement tokens = AnswerReader.Offered(answer, "completion_probabilities"u8);
        if (tokens.ValueKind != JsonValueKind.Array || tokens.GetArrayLength() == 0)
        {
            throw new UnusableAnswerException("the answer has no token");
        }

        JsonElement token = tokens[0];
        if (!AnswerReader.Offered(token, "id"u8).TryGetInt32(out int id) || id != wanted)
        {
            throw new InterplayException(
                ErrorKind.ValueFunction,
                "endpoint-cannot-score",
                "The endpoint does not let a token be forced by a logit bias."
            );
        }

        double number = AnswerReader.Number(token, "logprob"u8);
        return double.IsFinite(number)
            ? (number, false)
            : (
                AnswerReader.Optional(token, "top_logprobs"u8) is { } likely
                    ? StandIn.Bound(AnswerReader.Tokens(likely), isListed: true, double.NaN)
                    : StandIn.NearlyNothing,
                true
            );
    }
}

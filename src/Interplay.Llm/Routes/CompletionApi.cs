using System.Text.Json;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm.Endpoints;

namespace Interplay.Llm.Routes;

/// <summary>Lists of likely tokens by <c>/v1/completions</c>; a plain text is always gone on with.</summary>
internal sealed class CompletionApi(EndpointClient client, string model) : INextTokenApi
{
    public const string Path = "completions";
    public const string Operation = "text_completion";

    /// <summary>What OpenAI allows on this route.</summary>
    private const int ListLength = 5;

    public ScoringRoute Route => ScoringRoute.CompletionTopTokens;

    public ValueTask<EndpointAnswer<Generation>> GenerateAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            Request(RequestJson.PlainText(prompt), mostTokens, 1),
            ReadGeneration,
            cancellationToken
        );

    public ValueTask<EndpointAnswer<ServerToken[]>> NextAsync(
        Prompt prompt,
        string prefix,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            Request(RequestJson.PlainText(prompt) + prefix, 1, ListLength),
            ReadNext,
            cancellationToken
        );

    /// <summary>Lets the model go on greedily, without log-probabilities.</summary>
    public ValueTask<EndpointAnswer<string>> WriteAsync(
        Prompt prompt,
        int mostTokens,
        CancellationToken cancellationToken
    ) =>
        client.SendAsync(
            Request(RequestJson.PlainText(prompt), mostTokens, null),
            static answer => AnswerReader.Text(AnswerReader.Choice(answer), "text"u8),
            cancellationToken
        );

    /// <summary>The tokens of an answer with their numbers, as OpenAI's completions and as llama.cpp's write them.</summary>
    public static ServerToken[] ReadTokens(JsonElement choice)
    {
        JsonElement logprobs = AnswerReader.Offered(choice, "logprobs"u8);
        if (AnswerReader.Optional(logprobs, "content"u8) is { } content)
        {
            return AnswerReader.Tokens(content);
        }

        JsonElement texts = AnswerReader.Offered(logprobs, "tokens"u8);
        JsonElement numbers = AnswerReader.Required(logprobs, "token_logprobs"u8);
        int count = texts.GetArrayLength();
        if (numbers.GetArrayLength() != count)
        {
            throw new UnusableAnswerException("there are more tokens than log-probabilities");
        }

        var tokens = new ServerToken[count];
        JsonElement.ArrayEnumerator number = numbers.EnumerateArray();
        int i = 0;
        foreach (JsonElement text in texts.EnumerateArray())
        {
            number.MoveNext();
            tokens[i] = ServerToken.FromText(
                text.GetString() ?? "",
                i == 0
                    ? AnswerReader.NumberOrNone(number.Current)
                    : AnswerReader.Number(number.Current)
            );
            i++;
        }

        return tokens;
    }

    private EndpointRequest Request(string text, int mostTokens, int? list) =>
        new(
            Path,
            Operation,
            RequestJson.Write(
                (model, text, mostTokens, list),
                static (writer, state) =>
                {
                    writer.WriteString("model"u8, state.model);
                    writer.WriteString("prompt"u8, state.text);
                    writer.WriteNumber("max_tokens"u8, state.mostTokens);
                    writer.WriteNumber("temperature"u8, 0);
                    if (state.list is { } list)
                    {
                        writer.WriteNumber("logprobs"u8, list);
                    }
                }
            )
        );

    private static Generation ReadGeneration(JsonElement answer)
    {
        JsonElement choice = AnswerReader.Choice(answer);
        return new(AnswerReader.Text(choice, "text"u8), ReadTokens(choice));
    }

    private static ServerToken[] ReadNext(JsonElement answer)
    {
        JsonElement choice = AnswerReader.Choice(answer);
        JsonElement logprobs = AnswerReader.Offered(choice, "logprobs"u8);
        if (AnswerReader.Optional(logprobs, "content"u8) is { } content)
        {
            return AnswerReader.LikelyTokens(content);
        }

        JsonElement lists = AnswerReader.Offered(logprobs, "top_logprobs"u8);
        ServerToken[] chosen = ReadTokens(choice);
        if (
            lists.ValueKind != JsonValueKind.Array
            || lists.GetArrayLength() == 0
            || lists[0].ValueKind != JsonValueKind.Object
            || chosen.Length == 0
        )
        {
            throw new UnusableAnswerException("the answer has no list of likely tokens");
        }

        ServerToken[] likely =
        [
            .. lists[0]
                .EnumerateObject()
                .Select(static token =>
                    ServerToken.FromText(token.Name, AnswerReader.Number(token.Value))
                ),
        ];
        return AnswerReader.WithChosen(likely, chosen[0]);
    }
}

using System.Text.Json.Nodes;

namespace Interplay.Integration.Tests.Llm;

/// <summary>Answers of llama.cpp's and Ollama's own routes.</summary>
internal static class NativeAnswers
{
    public static JsonObject LlamaCompletion(JsonObject question)
    {
        string prompt = question["prompt"] is JsonArray mixed
            ? string.Concat(
                mixed.Select(static item =>
                    item!.GetValueKind() == System.Text.Json.JsonValueKind.String
                        ? (string)item!
                        : BigramModel.Letter((int)item!)
                )
            )
            : (string)question["prompt"]!;
        int most = (int)question["n_predict"]!;
        string written = question["logit_bias"] is JsonArray { Count: > 0 } bias
            ? BigramModel.Letter((int)bias[0]![0]!)
            : BigramModel.Greedy(prompt, most);
        return new JsonObject
        {
            ["content"] = written,
            ["tokens_evaluated"] = prompt.Length,
            ["tokens_predicted"] = written.Length,
            ["completion_probabilities"] = Tokens(prompt, written, (int)question["n_probs"]!),
        };
    }

    public static JsonObject LlamaTokenize(JsonObject question) =>
        new()
        {
            ["tokens"] = new JsonArray([
                .. ((string)question["content"]!).Select(static letter => new JsonObject
                {
                    ["id"] = BigramModel.Id(letter),
                    ["piece"] = letter.ToString(),
                }),
            ]),
        };

    public static JsonObject Ollama(JsonObject question)
    {
        bool isPlain = (bool?)question["raw"] == true;
        string prompt = (string?)question["prompt"] ?? "";
        if (!isPlain)
        {
            var messages = (JsonArray)question["messages"]!;
            prompt = BigramModel.Render(messages, (string)messages[^1]!["role"]! == "assistant");
        }

        int most = (int)question["options"]!["num_predict"]!;
        string written = BigramModel.Greedy(prompt, most);
        var answer = new JsonObject
        {
            ["done"] = true,
            ["prompt_eval_count"] = prompt.Length,
            ["eval_count"] = most,
            ["logprobs"] = Tokens(prompt, written, (int)question["top_logprobs"]!),
        };
        if (isPlain)
        {
            answer["response"] = written;
        }
        else
        {
            answer["message"] = new JsonObject { ["role"] = "assistant", ["content"] = written };
        }

        return answer;
    }

    public static JsonObject Usage(int input, int output) =>
        new() { ["prompt_tokens"] = input, ["completion_tokens"] = output };

    /// <summary>Written tokens with their log-probabilities and the likeliest in their place.</summary>
    public static JsonArray Tokens(string prompt, string written, int top) =>
        [
            .. written.Select(
                (letter, i) =>
                {
                    string context = prompt + written[..i];
                    JsonObject token = Token(
                        BigramModel.Id(letter),
                        BigramModel.LogProbability(context, letter)
                    );
                    token["top_logprobs"] = new JsonArray([
                        .. BigramModel
                            .Top(context, top)
                            .Select(static likely => Token(likely.Id, likely.LogProbability)),
                    ]);
                    return token;
                }
            ),
        ];

    private static JsonObject Token(int id, double number) =>
        new()
        {
            ["id"] = id,
            ["token"] = BigramModel.Letter(id),
            ["bytes"] = new JsonArray((int)BigramModel.Letter(id)[0]),
            ["logprob"] = number,
        };
}

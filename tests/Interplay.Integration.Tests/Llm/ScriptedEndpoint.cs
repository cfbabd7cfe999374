using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Interplay.Integration.Tests.Llm;

/// <summary>A real server of the bigram model that behaves as one of the known servers does.</summary>
internal sealed class ScriptedEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ServerKind _kind;
    private readonly TimeSpan _delay;

    private ScriptedEndpoint(ServerKind kind, TimeSpan delay)
    {
        _kind = kind;
        _delay = delay;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.First() + "/v1");

    /// <summary>Paths asked for, and the keys that came along.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Requests { get; } = [];

    public static async Task<ScriptedEndpoint> StartAsync(ServerKind kind, TimeSpan delay = default)
    {
        var endpoint = new ScriptedEndpoint(kind, delay);
        await endpoint._app.StartAsync(TestContext.Current.CancellationToken);
        return endpoint;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        Requests.Enqueue((path, context.Request.Headers.Authorization.ToString()));
        JsonObject question =
            context.Request.Method == "POST"
                ? (JsonObject)
                    (
                        await JsonNode.ParseAsync(
                            context.Request.Body,
                            cancellationToken: context.RequestAborted
                        )
                    )!
                : [];
        if (_delay > TimeSpan.Zero)
        {
            await Task.Delay(_delay, context.RequestAborted);
        }

        JsonObject? answer = null;
        string? refusal = null;
        try
        {
            answer = Answer(path, question);
        }
        catch (NotSupportedException exception)
        {
            refusal = exception.Message;
        }

        context.Response.StatusCode =
            refusal is not null ? 400
            : answer is null ? 404
            : 200;
        context.Response.ContentType = "application/json";
        answer ??= new JsonObject
        {
            ["error"] = new JsonObject
            {
                // Some servers say back what they were sent.
                ["message"] =
                    $"{refusal ?? "no such route"} ({context.Request.Headers.Authorization})",
            },
        };
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private JsonObject? Answer(string path, JsonObject question) =>
        (path, _kind) switch
        {
            ("/v1/models", _) => new JsonObject
            {
                ["data"] = new JsonArray(new JsonObject { ["id"] = BigramModel.Name }),
            },
            ("/v1/completions", ServerKind.Vllm or ServerKind.Liar) => Completion(question, true),
            ("/v1/completions", ServerKind.Echo or ServerKind.Completions) => Completion(
                question,
                false
            ),
            (
                "/v1/chat/completions",
                ServerKind.Vllm
                    or ServerKind.Liar
                    or ServerKind.OpenAI
                    or ServerKind.Sglang
            ) => Chat(question),
            ("/completion", ServerKind.LlamaCpp) => NativeAnswers.LlamaCompletion(question),
            ("/tokenize", ServerKind.LlamaCpp) => NativeAnswers.LlamaTokenize(question),
            ("/apply-template", ServerKind.LlamaCpp) => new JsonObject
            {
                ["prompt"] = BigramModel.Render((JsonArray)question["messages"]!, false),
            },
            ("/api/generate" or "/api/chat", ServerKind.Ollama) => NativeAnswers.Ollama(question),
            _ => null,
        };

    private JsonObject Completion(JsonObject question, bool hasPromptNumbers)
    {
        string prompt = (string)question["prompt"]!;
        int most = (int)question["max_tokens"]!;
        bool echoes = (bool?)question["echo"] == true;
        if (most == 0 && _kind == ServerKind.Echo)
        {
            throw new NotSupportedException("max_tokens must be at least 1");
        }

        if (_kind == ServerKind.Completions && echoes)
        {
            throw new NotSupportedException("echo is not supported");
        }

        string written = BigramModel.Greedy(prompt, most);
        string shown = echoes ? prompt + written : written;
        int start = echoes ? 0 : prompt.Length;
        string all = prompt + written;
        var choice = new JsonObject { ["index"] = 0, ["text"] = shown };
        if (question["logprobs"] is { } list)
        {
            choice["logprobs"] = new JsonObject
            {
                ["tokens"] = Array(shown.Select(static letter => letter.ToString())),
                ["token_logprobs"] = new JsonArray([
                    .. Enumerable
                        .Range(start, shown.Length)
                        .Select(i =>
                            i == 0 ? null : (JsonNode)BigramModel.LogProbability(all[..i], all[i])
                        ),
                ]),
                ["top_logprobs"] = new JsonArray([
                    .. Enumerable
                        .Range(start, shown.Length)
                        .Select(i => TopObject(all[..i], (int)list)),
                ]),
            };
        }

        if (hasPromptNumbers && question["prompt_logprobs"] is not null)
        {
            choice["prompt_logprobs"] = PromptNumbers(prompt);
        }

        return new JsonObject
        {
            ["choices"] = new JsonArray(choice),
            ["usage"] = NativeAnswers.Usage(prompt.Length, most),
        };
    }

    private JsonObject Chat(JsonObject question)
    {
        bool isVllm = _kind is ServerKind.Vllm or ServerKind.Liar;
        if (
            _kind == ServerKind.OpenAI
            && (
                question.ContainsKey("prompt_logprobs")
                || question.ContainsKey("continue_final_message")
            )
        )
        {
            throw new NotSupportedException("Unrecognized request argument supplied");
        }

        string prompt = BigramModel.Render(
            (JsonArray)question["messages"]!,
            (bool?)question["continue_final_message"] == true
        );
        int most = (int)question["max_tokens"]!;
        string written = BigramModel.Greedy(prompt, most);
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = written },
        };
        if ((bool?)question["logprobs"] == true)
        {
            choice["logprobs"] = new JsonObject
            {
                ["content"] = NativeAnswers.Tokens(prompt, written, (int)question["top_logprobs"]!),
            };
        }

        var answer = new JsonObject
        {
            ["choices"] = new JsonArray(choice),
            ["usage"] = NativeAnswers.Usage(prompt.Length, most),
        };
        if (isVllm && question["prompt_logprobs"] is not null)
        {
            answer["prompt_logprobs"] = PromptNumbers(prompt);
        }

        return answer;
    }

    private JsonArray PromptNumbers(string prompt) =>
        [
            .. prompt.Select(
                (letter, i) =>
                    i == 0
                        ? null
                        : new JsonObject
                        {
                            [BigramModel.Id(letter).ToString()] = new JsonObject
                            {
                                ["logprob"] =
                                    BigramModel.LogProbability(prompt[..i], letter)
                                    - (_kind == ServerKind.Liar ? 0.5 : 0),
                                ["rank"] = 1,
                                ["decoded_token"] = letter.ToString(),
                            },
                        }
            ),
        ];

    private static JsonObject TopObject(string context, int count)
    {
        var top = new JsonObject();
        foreach ((int id, double number) in BigramModel.Top(context, count))
        {
            top[BigramModel.Letter(id)] = number;
        }

        return top;
    }

    private static JsonArray Array(IEnumerable<string> texts) =>
        [.. texts.Select(static text => (JsonNode)text)];
}

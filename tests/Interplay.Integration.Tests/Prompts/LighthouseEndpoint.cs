using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Interplay.Integration.Tests.Prompts;

/// <summary>
/// Chat completions of a made-up model that answers "open" where the keeper is at home and either the lamp or the bell is named: its log-odds are
/// known for every prompt. How it lists likely tokens is up to the test.
/// </summary>
internal sealed class LighthouseEndpoint : IAsyncDisposable
{
    /// <summary>Five documents; the 1st, 2nd and 4th matter.</summary>
    public const string Prompt = """
        {"messages":[{"role":"system","content":"Use the logbook."},{"role":"user","content":"{{documents}}\nIs the lighthouse open?"}],
         "documents":["The keeper is at home.","The lamp burns.","Gulls nest on the roof.","The bell was rung.","Paint is drying."]}
        """;

    private readonly WebApplication _app;
    private readonly Func<double, (string Token, JsonNode? Number)[]>? _list;

    private LighthouseEndpoint(Func<double, (string Token, JsonNode? Number)[]>? list)
    {
        _list = list;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(AnswerAsync);
    }

    public string Address => _app.Urls.First() + "/v1";

    /// <summary>Answers given so far.</summary>
    public int Answers { get; private set; }

    /// <summary>Refuses a chat of this text with a status of 400; null refuses none.</summary>
    public Func<string, bool>? Refuses { get; init; }

    /// <summary>Log-odds of "open" given a chat's text.</summary>
    private Func<string, double> OddsOf { get; init; } = Odds;

    /// <param name="list">From the log-odds of "open" to the likely tokens, the likeliest first; null for a server without log-probabilities.</param>
    /// <param name="refuses">Chats that are refused.</param>
    /// <param name="odds">Log-odds of "open" given a chat's text; null for those of the lighthouse.</param>
    public static async Task<LighthouseEndpoint> StartAsync(
        Func<double, (string Token, JsonNode? Number)[]>? list,
        Func<string, bool>? refuses = null,
        Func<string, double>? odds = null
    )
    {
        var endpoint = new LighthouseEndpoint(list) { Refuses = refuses, OddsOf = odds ?? Odds };
        await endpoint._app.StartAsync(TestContext.Current.CancellationToken);
        return endpoint;
    }

    /// <summary>log p of "open".</summary>
    public static double Open(double odds) => -Math.Log(1 + Math.Exp(-odds));

    /// <summary>log p of "shut".</summary>
    public static double Shut(double odds) => -Math.Log(1 + Math.Exp(odds));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static double Odds(string text)
    {
        int keeper = text.Contains("keeper", StringComparison.Ordinal) ? 1 : 0;
        bool isNamed =
            text.Contains("lamp", StringComparison.Ordinal)
            || text.Contains("bell", StringComparison.Ordinal);
        return -2.5 + 1.5 * keeper + (isNamed ? 1 + 3 * keeper : 0);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        JsonNode? answer = null;
        int status = 404;
        if (context.Request.Path == "/v1/models")
        {
            answer = new JsonObject
            {
                ["data"] = new JsonArray(new JsonObject { ["id"] = "keeper" }),
            };
        }
        else if (context.Request.Path == "/v1/chat/completions")
        {
            var question = (JsonObject)
                (
                    await JsonNode.ParseAsync(
                        context.Request.Body,
                        cancellationToken: context.RequestAborted
                    )
                )!;
            string text = string.Join(
                ' ',
                question["messages"]!
                    .AsArray()
                    .Select(static message => (string)message!["content"]!)
            );
            status = 400;
            if (Refuses?.Invoke(text) != true)
            {
                Answers++;
                answer = Answer(question, OddsOf(text));
            }
        }

        context.Response.StatusCode = answer is null ? status : 200;
        context.Response.ContentType = "application/json";
        answer ??= new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = "nothing to answer" },
        };
        // What Python writes for a number that is not finite.
        await context.Response.WriteAsync(
            answer.ToJsonString().Replace("\"~-Infinity~\"", "-Infinity", StringComparison.Ordinal),
            context.RequestAborted
        );
    }

    private JsonObject Answer(JsonObject question, double odds)
    {
        (string Token, JsonNode? Number)[] list = _list?.Invoke(odds) ?? [];
        string said =
            list.Length > 0 ? list[0].Token
            : odds > 0 ? "open"
            : "shut";
        var choice = new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = said },
            ["finish_reason"] = "stop",
        };
        if (_list is not null && (bool?)question["logprobs"] == true)
        {
            JsonObject first = Token(list[0]);
            first["top_logprobs"] = new JsonArray([
                .. list.Take((int)question["top_logprobs"]!).Select(Token),
            ]);
            choice["logprobs"] = new JsonObject { ["content"] = new JsonArray(first) };
        }

        return new JsonObject
        {
            ["choices"] = new JsonArray(choice),
            ["usage"] = new JsonObject { ["prompt_tokens"] = 9, ["completion_tokens"] = 1 },
        };
    }

    private static JsonObject Token((string Text, JsonNode? Number) token) =>
        new() { ["token"] = token.Text, ["logprob"] = token.Number?.DeepClone() };
}

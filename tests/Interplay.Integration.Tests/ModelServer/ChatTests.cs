using System.Text.Json;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class ChatTests
{
    private const string Path = "/v1/chat/completions";

    private static readonly object[] Messages =
    [
        new { role = "system", content = "Answer from the documents." },
        new
        {
            role = "user",
            content = new object[]
            {
                new { type = "text", text = "[1] The Harbor Hotel is quiet." },
                new { type = "text", text = "Question: Is the Harbor Hotel quiet?" },
            },
        },
    ];

    private const string Rendered =
        "<|endoftext|><|system|>\nAnswer from the documents.<|end|>\n<|user|>\n[1] The Harbor Hotel is quiet.\n"
        + "Question: Is the Harbor Hotel quiet?<|end|>\n<|assistant|>\n";

    [Fact]
    public async Task TheTemplateIsTheTextItSays()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement chat = await server.PostAsync("/tokenize", new { messages = Messages });
        JsonElement text = await server.PostAsync("/tokenize", new { prompt = Rendered });
        Assert.Equal(
            text.GetProperty("tokens").GetRawText(),
            chat.GetProperty("tokens").GetRawText()
        );
        JsonElement closed = await server.PostAsync(
            "/tokenize",
            new { messages = Messages, add_generation_prompt = false }
        );
        JsonElement back = await server.PostAsync(
            "/detokenize",
            new { tokens = closed.GetProperty("tokens") }
        );
        Assert.Equal(Rendered[..^"<|assistant|>\n".Length], back.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task ChatScoresAsTheCompletionOfItsText()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement chat = await server.PostAsync(
            Path,
            new
            {
                model = "reviews-lm",
                messages = Messages,
                logprobs = true,
                top_logprobs = 20,
                max_tokens = 3,
                temperature = 0,
                user = "ignored",
            }
        );
        JsonElement choice = chat.GetProperty("choices")[0];
        Assert.Equal("chat.completion", chat.GetProperty("object").GetString());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        JsonElement[] tokens =
        [
            .. choice.GetProperty("logprobs").GetProperty("content").EnumerateArray(),
        ];
        string answer = choice.GetProperty("message").GetProperty("content").GetString()!;
        Assert.All(
            tokens,
            token =>
            {
                Assert.Equal(20, token.GetProperty("top_logprobs").GetArrayLength());
                Assert.Equal(
                    token.GetProperty("token").GetString(),
                    System.Text.Encoding.UTF8.GetString([
                        .. token.GetProperty("bytes").EnumerateArray().Select(b => b.GetByte()),
                    ])
                );
            }
        );
        JsonElement continued = await server.PostAsync(
            Path,
            new
            {
                messages = (object[])[.. Messages, new { role = "assistant", content = answer }],
                continue_final_message = true,
                max_tokens = 0,
                prompt_logprobs = 0,
            }
        );
        double[] scored =
        [
            .. continued
                .GetProperty("prompt_logprobs")
                .EnumerateArray()
                .Skip(1)
                .Select(t => t.EnumerateObject().Single().Value.GetProperty("logprob").GetDouble()),
        ];
        Assert.Equal(
            tokens.Select(t => t.GetProperty("logprob").GetDouble()),
            scored[^tokens.Length..],
            (a, b) => Math.Abs(a - b) < 1e-5
        );
    }

    [Fact]
    public async Task AStreamSaysWhatTheWholeAnswerSays()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement whole = await server.PostAsync(Path, Body(false));
        string[] events = await EventsAsync(server, Path, Body(true));
        Assert.Equal("[DONE]", events[^1]);
        JsonElement[] chunks =
        [
            .. events[..^1].Select(text => JsonDocument.Parse(text).RootElement),
        ];
        JsonElement[] choices =
        [
            .. chunks
                .Where(c => c.GetProperty("choices").GetArrayLength() > 0)
                .Select(c => c.GetProperty("choices")[0]),
        ];
        Assert.Equal(
            whole
                .GetProperty("choices")[0]
                .GetProperty("message")
                .GetProperty("content")
                .GetString(),
            string.Concat(
                choices.Select(c =>
                    c.GetProperty("delta").TryGetProperty("content", out JsonElement text)
                        ? text.GetString()
                        : ""
                )
            )
        );
        Assert.Equal(
            whole
                .GetProperty("choices")[0]
                .GetProperty("logprobs")
                .GetProperty("content")
                .EnumerateArray()
                .Select(t => t.GetRawText()),
            choices
                .SelectMany(c => c.GetProperty("logprobs").GetProperty("content").EnumerateArray())
                .Select(t => t.GetRawText())
        );
        Assert.Equal(
            whole.GetProperty("usage").GetRawText(),
            chunks[^1].GetProperty("usage").GetRawText()
        );
        Assert.Equal(
            whole.GetProperty("choices")[0].GetProperty("finish_reason").GetString(),
            choices[^1].GetProperty("finish_reason").GetString()
        );

        static object Body(bool stream) =>
            new
            {
                messages = Messages,
                max_tokens = 20,
                seed = 9,
                temperature = 1.5,
                logprobs = true,
                top_logprobs = 2,
                stop = new[] { "ing", " the" },
                stream,
                stream_options = stream ? new { include_usage = true } : null,
            };
    }

    private static async Task<string[]> EventsAsync(
        ServerUnderTest server,
        string path,
        object body
    )
    {
        using var content = new StringContent(
            JsonSerializer.Serialize(body),
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using HttpResponseMessage response = await server.Client.PostAsync(
            path,
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        string text = await response.Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken
        );
        return
        [
            .. text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(line =>
                {
                    Assert.StartsWith("data: ", line, StringComparison.Ordinal);
                    return line[6..];
                }),
        ];
    }
}

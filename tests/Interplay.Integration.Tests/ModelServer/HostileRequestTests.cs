using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class HostileRequestTests
{
    private const string Completions = "/v1/completions";
    private const string Chat = "/v1/chat/completions";

    [Theory]
    [InlineData("""{"max_tokens": 1}""", "prompt")]
    [InlineData("""{"prompt": {}}""", "prompt")]
    [InlineData("""{"prompt": []}""", "prompt")]
    [InlineData("""{"prompt": ""}""", "prompt")]
    [InlineData("""{"prompt": [1, -2]}""", "prompt")]
    [InlineData("""{"prompt": [1, 1.5]}""", "prompt")]
    [InlineData("""{"prompt": [1, 999999]}""", "prompt")]
    [InlineData("""{"prompt": ["a", 1]}""", "prompt")]
    [InlineData("""{"prompt": "\ud800"}""", "prompt")]
    [InlineData("""{"prompt": "a", "max_tokens": -1}""", "max_tokens")]
    [InlineData("""{"prompt": "a", "max_tokens": "1"}""", "max_tokens")]
    [InlineData("""{"prompt": "a", "max_tokens": 1e99}""", "max_tokens")]
    [InlineData("""{"prompt": "a", "max_tokens": 2147483647}""", "prompt")]
    [InlineData("""{"prompt": "a", "logprobs": 1000000000}""", "logprobs")]
    [InlineData("""{"prompt": "a", "logprobs": true}""", "logprobs")]
    [InlineData("""{"prompt": "a", "prompt_logprobs": 21}""", "prompt_logprobs")]
    [InlineData("""{"prompt": "a", "temperature": -1}""", "temperature")]
    [InlineData("""{"prompt": "a", "temperature": "hot"}""", "temperature")]
    [InlineData("""{"prompt": "a", "top_p": 0}""", "top_p")]
    [InlineData("""{"prompt": "a", "seed": 1.5}""", "seed")]
    [InlineData("""{"prompt": "a", "stop": [""]}""", "stop")]
    [InlineData("""{"prompt": "a", "stop": ["a","b","c","d","e"]}""", "stop")]
    [InlineData("""{"prompt": "a", "stop": 5}""", "stop")]
    [InlineData("""{"prompt": "a", "echo": 1}""", "echo")]
    [InlineData("""{"prompt": "a", "n": 2}""", "n")]
    [InlineData("""{"prompt": "a", "best_of": 3}""", "best_of")]
    [InlineData("""{"prompt": "a", "logit_bias": {"5": 1}}""", "logit_bias")]
    [InlineData("""{"prompt": "a", "stream": true, "echo": true}""", "stream")]
    [InlineData("""{"prompt": "a", "max_toke\ud800ns": 1}""", null)]
    [InlineData("""{"prompt": "a", "logit_bias": {"\udc00": 1}}""", null)]
    [InlineData("[1]", null)]
    [InlineData("{", null)]
    [InlineData("", null)]
    public async Task WrongCompletionsNameTheField(string body, string? field)
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        Assert.Equal(field, await server.RefusedFieldAsync(Completions, body));
    }

    [Theory]
    [InlineData("""{}""", "messages")]
    [InlineData("""{"messages": []}""", "messages")]
    [InlineData("""{"messages": ["a"]}""", "messages[0]")]
    [InlineData("""{"messages": [{"content": "a"}]}""", "messages[0].role")]
    [InlineData("""{"messages": [{"role": 5, "content": "a"}]}""", "messages[0].role")]
    [InlineData("""{"messages": [{"role": "user"}]}""", "messages[0].content")]
    [InlineData(
        """{"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}""",
        "messages[0].content"
    )]
    [InlineData("""{"messages": [{"role": "alien", "content": "a"}]}""", null)]
    [InlineData("""{"messages": [{"role": "user", "content": "a"}], "logprobs": 1}""", "logprobs")]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a"}], "top_logprobs": 2}""",
        "top_logprobs"
    )]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a"}], "logprobs": true, "top_logprobs": 21}""",
        "top_logprobs"
    )]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a"}], "tools": [{"type": "function"}]}""",
        "tools"
    )]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a"}], "response_format": {"type": "json_object"}}""",
        "response_format"
    )]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a"}], "continue_final_message": true, "add_generation_prompt": true}""",
        "continue_final_message"
    )]
    public async Task WrongChatsNameTheField(string body, string? field)
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        Assert.Equal(field, await server.RefusedFieldAsync(Chat, body));
    }

    [Fact]
    public async Task ALongPromptIsRefusedWithBothLengths()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        foreach (int words in new[] { 600, 150_000 })
        {
            JsonElement error = (
                await server.PostAsync(
                    Completions,
                    new { prompt = string.Concat(Enumerable.Repeat("good ", words)) },
                    400
                )
            ).GetProperty("error");
            Assert.Equal("context_length_exceeded", error.GetProperty("code").GetString());
            string message = error.GetProperty("message").GetString()!;
            Assert.Contains("512", message, StringComparison.Ordinal);
            Assert.Matches("requested (at least )?[0-9]+ tokens", message);
        }

        await server.PostAsync(
            Completions,
            new { prompt = Enumerable.Repeat(600, 500), max_tokens = 13 },
            400
        );
    }

    [Fact]
    public async Task HugeDeepAndBrokenBodiesAreRefusedAndTheServerLives()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync(options =>
            options with
            {
                MaxRequestBytes = 100_000,
            }
        );
        string deep = new string('[', 5000) + new string(']', 5000);
        await server.PostTextAsync(Completions, $$"""{"prompt": {{deep}}}""", 400);
        byte[] broken = [.. "{\"prompt\": \""u8, 0xFF, 0xC0, .. "\"}"u8];
        await server.PostBytesAsync(Completions, broken, 400);
        try
        {
            JsonElement error = await server.PostTextAsync(
                Completions,
                $$"""{"prompt": "{{new string('a', 200_000)}}"}""",
                413
            );
            Assert.Contains(
                "100000",
                error.GetProperty("error").GetProperty("message").GetString(),
                StringComparison.Ordinal
            );
        }
        catch (HttpRequestException)
        {
            // Kestrel may close the connection on what is still being sent; that is a refusal as well.
        }

        using var text = new StringContent("{\"prompt\": \"a\"}", Encoding.UTF8, "text/plain");
        using HttpResponseMessage refused = await server.Client.PostAsync(
            Completions,
            text,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        await server.PostAsync(Completions, new { prompt = "a", max_tokens = 1 });
    }

    [Fact]
    public async Task OtherModelsAndPathsAre404()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement error = await server.PostAsync(
            Completions,
            new { model = "gpt-4", prompt = "a" },
            404
        );
        Assert.Equal("model_not_found", error.GetProperty("error").GetProperty("code").GetString());
        await server.PostAsync("/v1/embeddings", new { }, 404);
        using HttpResponseMessage models = await server.Client.GetAsync(
            "/v1/models",
            TestContext.Current.CancellationToken
        );
        Assert.Contains(
            "\"reviews-lm\"",
            await models.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task TooManyAtOnceAreToldToWait()
    {
        var time = new FakeTimeProvider();
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync(
            static options =>
                options with
                {
                    MaxRequests = 1,
                    Timeout = TimeSpan.FromDays(1),
                    Delay = TimeSpan.FromSeconds(1),
                },
            time
        );
        var asked = Enumerable
            .Range(0, 6)
            .Select(_ =>
                server.Client.GetAsync("/v1/models", TestContext.Current.CancellationToken)
            )
            .ToList();
        // Until the clock goes on, one of them keeps the only place.
        while (asked.Count > 1)
        {
            Task<HttpResponseMessage> answered = await Task.WhenAny(asked);
            asked.Remove(answered);
            using HttpResponseMessage refused = await answered;
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await PassAsync(time, TimeSpan.FromSeconds(1), asked[0]);
        using HttpResponseMessage answer = await asked[0];
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task ATimeoutIsA503()
    {
        var time = new FakeTimeProvider();
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync(
            static options =>
                options with
                {
                    Timeout = TimeSpan.FromMilliseconds(50),
                    Delay = TimeSpan.FromMinutes(1),
                },
            time
        );
        Task<JsonElement> asked = server.PostAsync(Completions, new { prompt = "a" }, 503);
        await PassAsync(time, TimeSpan.FromMilliseconds(50), asked);
        JsonElement error = await asked;
        Assert.Equal("timeout", error.GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>Lets time pass step by step until an answer is there.</summary>
    private static async Task PassAsync(FakeTimeProvider time, TimeSpan step, Task asked)
    {
        while (!asked.IsCompleted)
        {
            time.Advance(step);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

using System.Text.Json;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class CompletionTests
{
    private const string Path = "/v1/completions";
    private const string Review = "<|endoftext|>The film is good, é! but the story 😀 is weak";

    [Fact]
    public async Task EchoedTokensScoreAsGeneratedOnes()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement drawn = Choice(
            await server.PostAsync(
                Path,
                new
                {
                    model = "reviews-lm",
                    prompt = Review,
                    max_tokens = 8,
                    temperature = 0,
                    logprobs = 1,
                }
            )
        );
        string answer = drawn.GetProperty("text").GetString()!;
        JsonElement echoed = Choice(
            await server.PostAsync(
                Path,
                new
                {
                    prompt = Review + answer,
                    max_tokens = 0,
                    echo = true,
                    logprobs = 1,
                }
            )
        );
        Assert.Equal(Review + answer, echoed.GetProperty("text").GetString());
        double?[] generated = Numbers(drawn);
        double?[] scored = Numbers(echoed);
        Assert.Null(scored[0]);
        Assert.Equal(
            generated.Select(p => p!.Value),
            scored[^generated.Length..].Select(p => p!.Value),
            (a, b) => Math.Abs(a - b) < 1e-5
        );
    }

    [Fact]
    public async Task EchoHasTheFormOfOpenAi()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement response = await server.PostAsync(
            Path,
            new
            {
                prompt = Review,
                max_tokens = 0,
                echo = true,
                logprobs = 3,
                prompt_logprobs = 2,
            }
        );
        Assert.Equal("text_completion", response.GetProperty("object").GetString());
        Assert.StartsWith(
            "cmpl-",
            response.GetProperty("id").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal("reviews-lm", response.GetProperty("model").GetString());
        Assert.True(response.GetProperty("created").GetInt64() > 0);
        JsonElement choice = Choice(response);
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        Assert.Equal("length", choice.GetProperty("finish_reason").GetString());
        JsonElement logprobs = choice.GetProperty("logprobs");
        int count = logprobs.GetProperty("tokens").GetArrayLength();
        Assert.Equal(count, response.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(0, response.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        int[] runes = [.. Review.EnumerateRunes().Select(rune => rune.Value)];
        for (int i = 0; i < count; i++)
        {
            string token = logprobs.GetProperty("tokens")[i].GetString()!;
            int offset = logprobs.GetProperty("text_offset")[i].GetInt32();
            if (!token.StartsWith("bytes:", StringComparison.Ordinal))
            {
                int[] found = [.. token.EnumerateRunes().Select(rune => rune.Value)];
                Assert.Equal(found, runes.AsSpan(offset, found.Length).ToArray());
            }

            JsonElement top = logprobs.GetProperty("top_logprobs")[i];
            JsonElement ranked = choice.GetProperty("prompt_logprobs")[i];
            if (i == 0)
            {
                Assert.Equal(JsonValueKind.Null, top.ValueKind);
                Assert.Equal(JsonValueKind.Null, ranked.ValueKind);
                continue;
            }

            double own = logprobs.GetProperty("token_logprobs")[i].GetDouble();
            Assert.InRange(top.EnumerateObject().Count(), 3, 4);
            Assert.Equal(own, top.GetProperty(token).GetDouble());
            Assert.InRange(ranked.EnumerateObject().Count(), 2, 3);
            Assert.Equal(
                own,
                ranked.EnumerateObject().First().Value.GetProperty("logprob").GetDouble()
            );
        }
    }

    [Fact]
    public async Task ConcurrentAnswersAreTheSequentialOnesBitForBit()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        string[] prompts =
        [
            .. Enumerable
                .Range(0, 64)
                .Select(i =>
                    $"<|endoftext|>Film number {i} was "
                    + string.Concat(Enumerable.Repeat("very ", i % 9))
                    + "good."
                ),
        ];
        var sequential = new List<string>();
        foreach (string prompt in prompts)
        {
            sequential.Add(await AskAsync(prompt));
        }

        Assert.Equal(sequential, await Task.WhenAll(prompts.Select(AskAsync)));
        JsonElement list = await server.PostAsync(Path, Body(prompts[..8]));
        Assert.Equal(
            sequential[..8],
            list.GetProperty("choices").EnumerateArray().Select(c => Logprobs(c))
        );

        async Task<string> AskAsync(string prompt) =>
            Logprobs(Choice(await server.PostAsync(Path, Body(prompt))));

        static object Body(object prompt) =>
            new
            {
                prompt,
                max_tokens = 3,
                temperature = .8,
                seed = 5,
                echo = true,
                logprobs = 2,
            };

        static string Logprobs(JsonElement choice) =>
            choice.GetProperty("text").GetString() + choice.GetProperty("logprobs").GetRawText();
    }

    [Fact]
    public async Task TokensAndTextAreTheSamePrompt()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        JsonElement tokens = await server.PostAsync(
            "/tokenize",
            new { prompt = Review, return_token_strs = true }
        );
        int[] ids = [.. tokens.GetProperty("tokens").EnumerateArray().Select(id => id.GetInt32())];
        Assert.Equal(ids.Length, tokens.GetProperty("count").GetInt32());
        Assert.Equal(ids.Length, tokens.GetProperty("token_strs").GetArrayLength());
        Assert.Equal(512, tokens.GetProperty("max_model_len").GetInt32());
        JsonElement text = await server.PostAsync("/detokenize", new { tokens = ids });
        Assert.Equal(Review, text.GetProperty("prompt").GetString());
        Assert.Equal(
            Numbers(Choice(await EchoAsync(Review))),
            Numbers(Choice(await EchoAsync(ids)))
        );
        JsonElement named = await server.PostAsync(
            Path,
            new
            {
                prompt = ids,
                max_tokens = 0,
                echo = true,
                logprobs = 0,
                return_tokens_as_token_ids = true,
            }
        );
        Assert.Equal(
            ids.Select(id => $"token_id:{id}"),
            Choice(named)
                .GetProperty("logprobs")
                .GetProperty("tokens")
                .EnumerateArray()
                .Select(token => token.GetString())
        );

        Task<JsonElement> EchoAsync(object prompt) =>
            server.PostAsync(
                Path,
                new
                {
                    prompt,
                    max_tokens = 0,
                    echo = true,
                    logprobs = 0,
                }
            );
    }

    [Fact]
    public async Task StopEndsTheTextBeforeIt()
    {
        await using ServerUnderTest server = await ServerUnderTest.ReviewsLmAsync();
        string free = await TextAsync(null);
        string stop = free[6..9];
        string stopped = await TextAsync(stop);
        Assert.Equal(free[..free.IndexOf(stop, StringComparison.Ordinal)], stopped);

        async Task<string> TextAsync(string? stop) =>
            Choice(
                    await server.PostAsync(
                        Path,
                        new
                        {
                            prompt = Review,
                            max_tokens = 12,
                            temperature = 0,
                            stop,
                        }
                    )
                )
                .GetProperty("text")
                .GetString()!;
    }

    private static JsonElement Choice(JsonElement response) => response.GetProperty("choices")[0];

    private static double?[] Numbers(JsonElement choice) =>
        [
            .. choice
                .GetProperty("logprobs")
                .GetProperty("token_logprobs")
                .EnumerateArray()
                .Select(p => p.ValueKind == JsonValueKind.Null ? (double?)null : p.GetDouble()),
        ];
}

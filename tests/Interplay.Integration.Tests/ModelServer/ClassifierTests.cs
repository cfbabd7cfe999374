using System.Text.Json;
using Interplay.Models;
using Interplay.Onnx.Text;

namespace Interplay.Integration.Tests.ModelServer;

public sealed class ClassifierTests
{
    [Theory]
    [InlineData("A wonderful film, full of warmth.")]
    [InlineData("Dull, endless and badly acted.")]
    public async Task TheAnswerIsTheLabelWithTrueProbabilities(string review)
    {
        await using ServerUnderTest server = await ServerUnderTest.SentimentAsync();
        using var classifier = TextClassifier.Load(ShippedModels.SentimentSmall);
        double logOdds = classifier.LogOdds([review], TestContext.Current.CancellationToken)[0];
        JsonElement choice = (
            await server.PostAsync(
                "/v1/chat/completions",
                new
                {
                    messages = new object[]
                    {
                        new { role = "system", content = "Is the review good?" },
                        new { role = "user", content = review },
                    },
                    logprobs = true,
                    top_logprobs = 20,
                    max_tokens = 1,
                }
            )
        ).GetProperty("choices")[0];
        string label = logOdds > 0 ? "positive" : "negative";
        Assert.Equal(label, choice.GetProperty("message").GetProperty("content").GetString());
        JsonElement token = choice.GetProperty("logprobs").GetProperty("content")[0];
        Assert.Equal(label, token.GetProperty("token").GetString());
        double[] top =
        [
            .. token
                .GetProperty("top_logprobs")
                .EnumerateArray()
                .Select(t => t.GetProperty("logprob").GetDouble()),
        ];
        Assert.Equal(Math.Abs(logOdds), top[0] - top[1], 1e-12);
        Assert.Equal(1, top.Sum(Math.Exp), 1e-12);

        JsonElement completion = (
            await server.PostAsync("/v1/completions", new { prompt = review, logprobs = 2 })
        ).GetProperty("choices")[0];
        Assert.Equal(label, completion.GetProperty("text").GetString());
        Assert.Equal(
            top[0],
            completion
                .GetProperty("logprobs")
                .GetProperty("top_logprobs")[0]
                .GetProperty(label)
                .GetDouble()
        );
    }

    [Theory]
    [InlineData("/v1/completions", """{"prompt": "good", "echo": true}""", "echo")]
    [InlineData(
        "/v1/completions",
        """{"prompt": "good", "prompt_logprobs": 1}""",
        "prompt_logprobs"
    )]
    [InlineData("/v1/completions", """{"prompt": [1, 2]}""", "prompt")]
    [InlineData(
        "/v1/chat/completions",
        """{"messages": [{"role": "user", "content": "a"}], "prompt_logprobs": 0}""",
        "prompt_logprobs"
    )]
    [InlineData(
        "/v1/chat/completions",
        """{"messages": [{"role": "assistant", "content": "a"}]}""",
        "messages"
    )]
    [InlineData("/tokenize", """{"prompt": "good"}""", "tokens")]
    public async Task WhatAClassifierCannotIsRefused(string path, string body, string field)
    {
        await using ServerUnderTest server = await ServerUnderTest.SentimentAsync();
        Assert.Equal(field, await server.RefusedFieldAsync(path, body));
    }

    [Fact]
    public async Task OneOfManyLabelsIsTheAnswer()
    {
        string folder = Repository.Data("text-models", "unigram-77");
        await using ServerUnderTest server = await ServerUnderTest.FolderAsync(folder);
        using var classifier = TextClassifier.Load(folder);
        const string Text = "café naïve фильм";
        double[] logOdds = classifier.Values(
            [Text],
            classifier.Labels,
            TestContext.Current.CancellationToken
        );
        JsonElement choice = (
            await server.PostAsync("/v1/completions", new { prompt = Text, logprobs = 5 })
        ).GetProperty("choices")[0];
        int best = Array.IndexOf(logOdds, logOdds.Max());
        Assert.Equal(classifier.Labels[best], choice.GetProperty("text").GetString());
        JsonElement top = choice.GetProperty("logprobs").GetProperty("top_logprobs")[0];
        Assert.Equal(5, top.EnumerateObject().Count());
        Assert.Equal(
            -Math.Log(1 + Math.Exp(-logOdds[best])),
            top.GetProperty(classifier.Labels[best]).GetDouble(),
            1e-9
        );
    }

    [Fact]
    public async Task LabelsThatDoNotExcludeEachOtherAreNotServed()
    {
        var error = await Assert.ThrowsAsync<InterplayException>(() =>
            ServerUnderTest.FolderAsync(Repository.Data("text-models", "sigmoid-multi"))
        );
        Assert.Equal("model-not-a-text-classifier", error.Name);
    }
}

using Interplay.Integration.Tests.Llm.Chat;
using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Microsoft.Extensions.AI;

namespace Interplay.Integration.Tests.Llm.Answers;

/// <summary>Measures that ask a model.</summary>
public sealed class ModelMeasuresTests
{
    [Fact]
    public async Task A_judge_is_asked_with_the_template_filled_in()
    {
        using var judge = new RuleClient(static _ => " 7.5\n");
        var measure = new JudgeMeasure(
            judge,
            new JudgeOptions
            {
                Question = "Who?",
                Reference = "Mara",
                Template = "{question}|{reference}|{answer}|{answer}|{other}",
            }
        );
        Measurement found = await measure.MeasureAsync(
            "{reference} ha",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(7.5, found.Value);
        Assert.Equal(1, found.Cost.Calls);
        Assert.Equal(
            "Who?|Mara|{reference} ha|{reference} ha|{other}",
            Assert.Single(judge.LastMessages).Text
        );
        Assert.Equal(0, judge.LastOptions!.Temperature);
    }

    [Fact]
    public async Task A_judge_that_talks_is_asked_again()
    {
        int calls = 0;
        using var judge = new RuleClient(_ => ++calls < 3 ? "I would say 8" : "8");
        Measurement found = await new JudgeMeasure(judge, new JudgeOptions()).MeasureAsync(
            "x",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(8, found.Value);
        Assert.Equal(3, found.Cost.Calls);
    }

    [Theory]
    [InlineData("11")]
    [InlineData("-1")]
    [InlineData("1e1")]
    [InlineData("8/10")]
    [InlineData("NaN")]
    [InlineData("")]
    public async Task A_judge_that_gives_no_number_is_an_error(string reply)
    {
        using var judge = new RuleClient(_ => reply);
        var measure = new JudgeMeasure(judge, new JudgeOptions { MostAttempts = 2 });
        var error = await Assert.ThrowsAsync<InterplayException>(async () =>
            await measure.MeasureAsync("x", TestContext.Current.CancellationToken)
        );
        Assert.Equal("judge-malformed", error.Name);
        Assert.Equal(2, judge.Calls);
    }

    [Fact]
    public async Task An_empty_answer_is_judged_without_a_call()
    {
        using var judge = new RuleClient(static _ => "8");
        Measurement found = await new JudgeMeasure(judge, new JudgeOptions()).MeasureAsync(
            " ",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(0, found.Value);
        Assert.Equal(0, judge.Calls);
    }

    [Fact]
    public void A_template_must_ask_about_the_answer()
    {
        using var judge = new RuleClient(static _ => "8");
        Assert.Equal(
            "measure-malformed",
            Assert
                .Throws<InterplayException>(() =>
                    new JudgeMeasure(judge, new JudgeOptions { Template = "How good?" })
                )
                .Name
        );
    }

    [Fact]
    public async Task Similarity_is_the_cosine_to_the_reference()
    {
        using var letters = new LetterEmbeddings();
        var measure = new EmbeddingSimilarity(letters, "abc");
        Assert.Equal(1, await Value(measure, "cba"), 6);
        Assert.Equal(0, await Value(measure, "xyz"), 6);
        Assert.Equal(0, await Value(measure, " "));
        Assert.Equal(2 / Math.Sqrt(6), await Value(measure, "ab"), 6);
        // The reference once, three answers.
        Assert.Equal(4, letters.Calls);
    }

    [Fact]
    public async Task An_embedding_without_a_direction_is_an_error()
    {
        using var letters = new LetterEmbeddings();
        var error = await Assert.ThrowsAsync<InterplayException>(() =>
            Value(new EmbeddingSimilarity(letters, "abc"), "123")
        );
        Assert.Equal("embedding-unusable", error.Name);
    }

    private static async Task<double> Value(EmbeddingSimilarity measure, string answer) =>
        (await measure.MeasureAsync(answer, TestContext.Current.CancellationToken)).Value;

    /// <summary>How often each letter stands in a text.</summary>
    private sealed class LetterEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Calls { get; private set; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values,
            EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            Calls++;
            return Task.FromResult(
                new GeneratedEmbeddings<Embedding<float>>(
                    values.Select(static text => new Embedding<float>(
                        Enumerable
                            .Range('a', 26)
                            .Select(letter => (float)text.Count(c => c == letter))
                            .ToArray()
                    ))
                )
            );
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}

using Interplay.Integration.Tests.Llm.Chat;
using Interplay.Lenses.Prompts.Messages;
using Interplay.Llm;
using Interplay.Llm.Answers;
using Interplay.Llm.Chat;
using Interplay.Llm.Readouts;
using Microsoft.Extensions.AI;

namespace Interplay.Integration.Tests.Llm.Answers;

public sealed class AnswerScorerTests
{
    private static readonly Prompt Question = new()
    {
        Messages = [new PromptMessage("user", "How much?")],
    };

    [Fact]
    public async Task Every_measure_reads_the_same_answer()
    {
        using var client = new RuleClient(static _ => "It costs 12.50 euros");
        var scorer = new AnswerScorer(
            new ChatClientAnswers(client),
            new PatternMeasure(@"([0-9.]+) euros"),
            new ContainsText("Euro"),
            new AnswerLength()
        );
        PromptScore score = await Score(scorer);
        Assert.Equal([12.5, 1, 4, 0], score.Values.ToArray());
        Assert.Equal(1, client.Calls);
        Assert.Equal(1, score.Cost.Calls);
        Assert.Equal(5, score.Cost.OutputTokens);
        Assert.Equal(
            ["pattern:\"([0-9.]+) euros\"", "contains:\"Euro\"", "length", "missing answer"],
            scorer.Outputs
        );
        var readout = PromptReadouts.Parse("measure:length", scorer.Outputs);
        var read = new double[1];
        Assert.True(readout.Read(score.Values.Span, read));
        Assert.Equal([4], read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("REFUSED")]
    public async Task A_missing_answer_is_marked(string answer)
    {
        using var client = new RuleClient(_ => answer);
        var scorer = new AnswerScorer(
            new ChatClientAnswers(client),
            new AnswerLength(),
            new ContainsText("refused")
        );
        double[] values = (await Score(scorer)).Values.ToArray();
        Assert.Equal([0, 0, 1], values);
    }

    [Fact]
    public async Task An_answer_without_the_number_is_an_error_or_what_was_said()
    {
        using var client = new RuleClient(static _ => "I cannot say.");
        var source = new ChatClientAnswers(client);
        var strict = new AnswerScorer(source, new PatternMeasure("([0-9]+)"));
        var error = await Assert.ThrowsAsync<InterplayException>(() => Score(strict));
        Assert.Equal("answer-unreadable", error.Name);
        Assert.Contains("I cannot say.", error.Message, StringComparison.Ordinal);
        var lenient = new AnswerScorer(source, new PatternMeasure("([0-9]+)", otherwise: -1));
        double[] values = (await Score(lenient)).Values.ToArray();
        Assert.Equal([-1, 0], values);
    }

    [Fact]
    public void Names_must_differ()
    {
        using var client = new RuleClient(static _ => "");
        Assert.Equal(
            "measure-repeated",
            Assert
                .Throws<InterplayException>(() =>
                    new AnswerScorer(
                        new ChatClientAnswers(client),
                        new AnswerLength(),
                        new AnswerLength()
                    )
                )
                .Name
        );
    }

    [Fact]
    public void The_identity_is_that_of_model_options_and_measures()
    {
        using var client = new RuleClient(static _ => "");
        using var other = new RuleClient(static _ => "", "rules-2");
        string[] fingerprints =
        [
            Of(client, new(), new AnswerLength()),
            Of(other, new(), new AnswerLength()),
            Of(client, new() { Seed = 2 }, new AnswerLength()),
            Of(client, new() { Temperature = 1 }, new AnswerLength()),
            Of(client, new() { MaxOutputTokens = 9 }, new AnswerLength()),
            Of(client, new(), new ExactMatch("a")),
            Of(client, new(), new ExactMatch("b")),
            Of(client, new(), new ExactMatch("b", ignoreCase: true)),
        ];
        Assert.Equal(fingerprints.Length, fingerprints.Distinct().Count());
        Assert.Equal(fingerprints[0], Of(client, new(), new AnswerLength()));
        Assert.Equal(
            fingerprints[1],
            Of(client, new() { ModelId = "rules-2" }, new AnswerLength())
        );
    }

    private static string Of(
        IChatClient client,
        ChatAnswerOptions options,
        IAnswerMeasure measure
    ) => new AnswerScorer(new ChatClientAnswers(client, options), measure).Fingerprint;

    private static async Task<PromptScore> Score(AnswerScorer scorer) =>
        await scorer.ScoreAsync(Question, TestContext.Current.CancellationToken);
}

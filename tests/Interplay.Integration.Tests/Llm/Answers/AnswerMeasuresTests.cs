using Interplay.Llm.Answers;

namespace Interplay.Integration.Tests.Llm.Answers;

public sealed class AnswerMeasuresTests
{
    [Theory]
    [InlineData("exact:\"Yes\"", " Yes\n", 1)]
    [InlineData("exact:\"Yes\"", "yes", 0)]
    [InlineData("contains:\"yes\"", "Oh YES!", 1)]
    [InlineData("contains:\"yes\"", "no", 0)]
    [InlineData("length", "one  two\nthree", 3)]
    [InlineData("length", "", 0)]
    [InlineData("pattern:\"^Yes\"", "Yes, of course", 1)]
    [InlineData("pattern:\"^Yes\"", "No", 0)]
    [InlineData("pattern:\"price: (-?[0-9.e]+)\"", "the price: -1.5e3.", -1500, true)]
    [InlineData("pattern:\"price: ([0-9]+)\"?7", "no price", 7)]
    [InlineData("pattern:\"price: (\\\\w+)\"?7", "price: low", 7)]
    [InlineData("json:$.a.b[1]", "{\"a\":{\"b\":[1,2.5]}}", 2.5)]
    [InlineData("json:$['a b'].ok", "Sure:\n```json\n{\"a b\":{\"ok\":true}}\n```", 1)]
    [InlineData("json:$", "false", 0)]
    [InlineData("json:$[0]", "the list [4, 5]", 4)]
    [InlineData("json:$.a?-1", "{\"a\":\"4\"}", -1)]
    [InlineData("json:$.a?-1", "not json", -1)]
    [InlineData("json:$.a[3]?-1", "{\"a\":[1]}", -1)]
    [InlineData("overlap:\"the red house\"", "The house, RED.", 1)]
    [InlineData("overlap:\"the red house\"", "a house", 0.4)]
    [InlineData("overlap:\"the red house\"", "", 0)]
    [InlineData("overlap:\"a a b\"", "a b b", 2.0 / 3)]
    public async Task An_answer_is_measured(
        string measure,
        string answer,
        double expected,
        bool endsInDot = false
    )
    {
        string asked = endsInDot ? answer.TrimEnd('.') : answer;
        Measurement found = await AnswerMeasures
            .Parse(measure)
            .MeasureAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal(expected, found.Value, 12);
        Assert.Equal(0, found.Cost.Calls);
    }

    [Theory]
    [InlineData("pattern:\"price: ([0-9]+)\"", "no price")]
    [InlineData("json:$.a", "{\"a\":null}")]
    [InlineData("json:$.a", "{\"a\":1e999}")]
    [InlineData("json:$.a", "")]
    public async Task An_answer_without_the_number_is_an_error(string measure, string answer) =>
        Assert.Equal(
            "answer-unreadable",
            (
                await Assert.ThrowsAsync<InterplayException>(async () =>
                    await AnswerMeasures
                        .Parse(measure)
                        .MeasureAsync(answer, TestContext.Current.CancellationToken)
                )
            ).Name
        );

    [Theory]
    [InlineData("exact")]
    [InlineData("exact:Yes")]
    [InlineData("contains:\"\"")]
    [InlineData("length:3")]
    [InlineData("pattern:\"(\"")]
    [InlineData("pattern:\"(a)\\\\1\"")]
    [InlineData("json:a")]
    [InlineData("json:$a")]
    [InlineData("json:$.")]
    [InlineData("json:$[x]")]
    [InlineData("json:$[-1]")]
    [InlineData("json:$['a'")]
    [InlineData("judge:\"good?\"")]
    public void What_is_no_measure_is_named(string text) =>
        Assert.Equal(
            "measure-malformed",
            Assert.Throws<InterplayException>(() => AnswerMeasures.Parse(text)).Name
        );

    /// <summary>Catastrophic where an engine backtracks: 2^40 steps.</summary>
    [Fact]
    public async Task No_answer_holds_up_a_pattern() =>
        Assert.Equal(
            0,
            (
                await AnswerMeasures
                    .Parse("pattern:\"^(?:a+)+$\"")
                    .MeasureAsync(new string('a', 40) + "!", TestContext.Current.CancellationToken)
            ).Value
        );
}

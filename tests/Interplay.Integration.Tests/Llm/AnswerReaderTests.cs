using System.Text.Json;
using Interplay.Llm;
using Interplay.Llm.Endpoints;
using Interplay.Llm.Routes;

namespace Interplay.Integration.Tests.Llm;

/// <summary>Numbers of servers that cannot be log-probabilities.</summary>
public sealed class AnswerReaderTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.25", -0.25)]
    [InlineData("1e-9", 0)]
    [InlineData("0.00005", 0)]
    public void What_rounding_makes_of_a_log_probability_is_zero(string json, double expected) =>
        Assert.Equal(expected, Read(json));

    [Theory]
    [InlineData("0.5")]
    [InlineData("0.001")]
    [InlineData("1e300")]
    [InlineData("1e999")]
    [InlineData("\"0.5\"")]
    [InlineData("{}")]
    public void What_is_above_zero_or_no_number_is_refused(string json) =>
        Assert.Throws<UnusableAnswerException>(() => Read(json));

    [Fact]
    public void Raw_numbers_that_cannot_be_are_named()
    {
        string[] names =
        [
            RawOutputs.Token(0, "yes"),
            RawOutputs.TokenIsCensored(0),
            RawOutputs.LabelLogProbability("no"),
            RawOutputs.LabelIsCensored("no"),
        ];
        Assert.Null(RawOutputs.Fault(names, [-1, 0, -2, 1]));
        Assert.Equal("log p: no is 0.5, above zero", RawOutputs.Fault(names, [-1, 0, 0.5, 1]));
        Assert.Equal(
            "censored: token 0 is 0.5, neither 0 nor 1",
            RawOutputs.Fault(names, [-1, 0.5, -1, 1])
        );
    }

    private static double Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return AnswerReader.Number(document.RootElement);
    }
}

using Interplay.Llm;
using Interplay.Llm.Readouts;
using Interplay.ValueFunctions;

namespace Interplay.Integration.Tests.Llm.Readouts;

public sealed class PromptReadoutsTests
{
    private static readonly string[] Tokens =
    [
        RawOutputs.Token(0, "The"),
        RawOutputs.Token(1, " answ"),
        RawOutputs.Token(2, "er is"),
        RawOutputs.Token(3, " \"is\"\n"),
    ];

    private static readonly double[] TokenValues = [-0.5, -0.25, -1, -2];

    private static readonly string[] Labels =
    [
        "log p: yes",
        "censored: yes",
        "log p: no",
        "censored: no",
        "log p: a/b",
        "censored: a/b",
    ];

    private static readonly double[] LabelValues = [-0.5, 0, -2, 0, -9, 1];

    [Theory]
    [InlineData("total", -3.75)]
    [InlineData("mean", -0.9375)]
    [InlineData("span:\"The\"", -0.5)]
    [InlineData("span:\"answer\"", -1.25)]
    [InlineData("span:\"is\"", -1)]
    [InlineData("span:\"is\"#2", -2)]
    [InlineData("span:\"e a\"", -0.75)]
    [InlineData("span:\"\\\"is\\\"\\n\"", -2)]
    public void A_continuation_is_read(string name, double expected) =>
        Assert.Equal([expected], Read(name, Tokens, TokenValues, out _));

    [Fact]
    public void The_log_odds_of_the_whole_are_read()
    {
        double p = Math.Exp(-3.75);
        double read = Assert.Single(Read("logit", Tokens, TokenValues, out bool isGiven));
        Assert.Equal(Math.Log(p / (1 - p)), read, 12);
        Assert.True(isGiven);
    }

    [Fact]
    public void Every_token_is_an_output()
    {
        IReadout readout = PromptReadouts.Parse("per-token", Tokens);
        Assert.Equal(Tokens, readout.Outputs);
        Assert.Equal(TokenValues, Read("per-token", Tokens, TokenValues, out _));
    }

    [Fact]
    public void A_probability_rounded_to_one_is_a_bound()
    {
        double bound = Assert.Single(Read("logit", Tokens, [0, 0, 1e-6, 0], out bool isGiven));
        Assert.False(isGiven);
        Assert.Equal(Math.Log((1 << 25) - 1.0), bound, 6);
        Assert.Equal([0], Read("total", Tokens, [0, 0, 1e-6, 0], out _));
    }

    [Theory]
    [InlineData("log-odds:yes/no", 1.5, true)]
    [InlineData("log-odds:yes/\"a/b\"", 8.5, false)]
    [InlineData("log-odds:\"a/b\",no/yes", -1.4990885335, false)]
    [InlineData("label:yes", -0.5, true)]
    [InlineData("label:\"a/b\"", -9, false)]
    public void Labels_are_read(string name, double expected, bool isGiven)
    {
        Assert.Equal(expected, Assert.Single(Read(name, Labels, LabelValues, out bool given)), 6);
        Assert.Equal(isGiven, given);
    }

    [Fact]
    public void Odds_of_two_bounds_are_no_number()
    {
        IReadout readout = PromptReadouts.Parse("log-odds:yes/no", Labels);
        var error = Assert.Throws<InterplayException>(() =>
            readout.Read([-9, 1, -9, 1, -9, 1], new double[1])
        );
        Assert.Equal("labels-censored", error.Name);
        Assert.Contains("label:yes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("total")]
    [InlineData("logit")]
    [InlineData("mean")]
    [InlineData("per-token")]
    [InlineData("span:\"answer\"")]
    [InlineData("span:\"is\"#2")]
    public void Names_of_continuation_readouts_can_be_parsed_again(string name) =>
        Assert.Equal(name, PromptReadouts.Parse(name, Tokens).Name);

    [Theory]
    [InlineData("log-odds:yes/no")]
    [InlineData("log-odds:yes,\"a/b\"/no")]
    [InlineData("label:yes")]
    public void Names_of_label_readouts_can_be_parsed_again(string name) =>
        Assert.Equal(name, PromptReadouts.Parse(name, Labels).Name);

    [Theory]
    [InlineData("totals", "readout-unknown")]
    [InlineData("span", "readout-unknown")]
    [InlineData("total:x", "readout-unknown")]
    [InlineData("span:answer", "readout-malformed")]
    [InlineData("span:\"answer", "readout-malformed")]
    [InlineData("span:\"answer\"#0", "readout-malformed")]
    [InlineData("span:\"answer\"x", "readout-malformed")]
    [InlineData("span:\"\"", "readout-malformed")]
    [InlineData("span:\"answers\"", "span-not-found")]
    [InlineData("span:\"answer\"#2", "span-not-found")]
    [InlineData("log-odds:yes/no", "readout-not-applicable")]
    [InlineData("log-odds:yes", "readout-malformed")]
    [InlineData("log-odds:yes/no/maybe", "readout-malformed")]
    [InlineData("log-odds:/no", "readout-malformed")]
    [InlineData("log-odds:yes,/no", "readout-malformed")]
    [InlineData("log-odds:\"yes/no", "readout-malformed")]
    [InlineData("log-odds:\"yes\"x/no", "readout-malformed")]
    [InlineData("label:", "readout-malformed")]
    [InlineData("measure:length", "measure-unknown")]
    public void What_cannot_be_read_from_a_continuation_is_named(string text, string error) =>
        Assert.Equal(
            error,
            Assert.Throws<InterplayException>(() => PromptReadouts.Parse(text, Tokens)).Name
        );

    [Theory]
    [InlineData("total", "readout-not-applicable")]
    [InlineData("log-odds:yes/maybe", "label-unknown")]
    [InlineData("log-odds:yes/yes", "label-repeated")]
    [InlineData("label:maybe", "label-unknown")]
    public void What_cannot_be_read_from_labels_is_named(string text, string error) =>
        Assert.Equal(
            error,
            Assert.Throws<InterplayException>(() => PromptReadouts.Parse(text, Labels)).Name
        );

    [Fact]
    public void A_span_that_is_not_there_is_shown_what_is() =>
        Assert.Contains(
            "\"The answer is \\\"is\\\"\\n\"",
            Assert
                .Throws<InterplayException>(() => PromptReadouts.Parse("span:\"question\"", Tokens))
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("token 0: \"a\"", true)]
    [InlineData("token 12: \"\\n\"", true)]
    [InlineData("token x: \"a\"", false)]
    [InlineData("token 1: a", false)]
    [InlineData("token 1: \"a\\\"", false)]
    [InlineData("log p: yes", false)]
    public void Names_of_tokens_are_told_from_others(string name, bool isToken) =>
        Assert.Equal(isToken, RawOutputs.TryReadToken(name, out _, out _));

    private static double[] Read(
        string name,
        string[] rawOutputs,
        double[] values,
        out bool isGiven
    )
    {
        IReadout readout = PromptReadouts.Parse(name, rawOutputs);
        var read = new double[readout.Outputs.Count];
        isGiven = readout.Read(values, read);
        return read;
    }
}

using Interplay.Llm.Routes;

namespace Interplay.Integration.Tests.Llm;

public sealed class ContinuationAlignmentTests
{
    [Fact]
    public void Tokens_are_found_from_the_end_whatever_came_before()
    {
        ScoredToken[] found = ContinuationAlignment.Align(
            [.. Tokens(("<s>", double.NaN), ("Is it", -1), (" good", -2), ("?", -3), ("", -9))],
            " good?"
        );
        Assert.Equal([new ScoredToken(0, 5, -2), new ScoredToken(5, 1, -3)], found);
    }

    [Fact]
    public void A_character_that_tokens_share_is_one_stretch()
    {
        ScoredToken[] found = ContinuationAlignment.Align(
            [.. Tokens(("a", -1), ("b", -2), ("\uFFFD", -3), ("\uFFFD", -4), ("c", -5))],
            "b\u00E9c"
        );
        Assert.Equal(
            [new ScoredToken(0, 1, -2), new ScoredToken(1, 2, -7), new ScoredToken(3, 1, -5)],
            found
        );
        Assert.Equal(
            [new ScoredToken(0, 2, -7), new ScoredToken(2, 1, -5)],
            ContinuationAlignment.Align(
                [.. Tokens(("b", -2), ("\uFFFD", -3), ("\uFFFD", -4), ("c", -5))],
                "\u00E9c"
            )
        );
        Assert.Equal(
            [new ScoredToken(0, 1, -3), new ScoredToken(1, 1, -4)],
            ContinuationAlignment.Align(
                [.. Tokens(("bytes:\\xc3", -3), ("bytes:\\xa9", -4))],
                "\u00E9"
            )
        );
    }

    [Theory]
    [InlineData("un", "able")]
    [InlineData("unable", "other")]
    public void A_token_over_the_boundary_and_another_text_are_errors(string before, string after)
    {
        InterplayException exception = Assert.Throws<InterplayException>(() =>
            ContinuationAlignment.Align([.. Tokens((before, -1), ("unable", -2))], after)
        );
        Assert.Equal("continuation-retokenised", exception.Name);
    }

    [Fact]
    public void A_stretch_cut_otherwise_keeps_its_sum_and_is_shared_out_by_bytes()
    {
        ScoredToken[] reference = [new(0, 2, 0), new(2, 1, 0), new(3, 1, 0), new(4, 2, 0)];
        ScoredToken[] scored = [new(0, 1, -1), new(1, 1, -2), new(2, 2, -8), new(4, 2, -5)];
        var values = new double[4];
        ContinuationAlignment.Spread(scored, reference, values, new bool[4]);
        Assert.Equal([-3, -4, -4, -5], values);
        ContinuationAlignment.Spread([new(0, 6, -12)], reference, values, new bool[4]);
        Assert.Equal([-4, -2, -2, -4], values);
    }

    [Fact]
    public void A_label_outside_the_list_is_at_most_the_least_and_at_most_what_is_left()
    {
        ServerToken[] likely = [.. Tokens(("a", Math.Log(0.6)), ("b", Math.Log(0.3)))];
        (double number, bool isCensored) = StepwiseApi.Find(likely, [], "c"u8);
        Assert.True(isCensored);
        Assert.Equal(Math.Log(0.1), number, 1e-12);
        Assert.Equal((Math.Log(0.3), false), StepwiseApi.Find(likely, [], "b"u8));
        (number, _) = StepwiseApi.Find([.. Tokens(("a", Math.Log(0.2)))], [], "c"u8);
        Assert.Equal(Math.Log(0.2), number, 1e-12);
    }

    private static IEnumerable<ServerToken> Tokens(
        params (string Text, double LogProbability)[] tokens
    ) => tokens.Select(static token => ServerToken.FromText(token.Text, token.LogProbability));
}

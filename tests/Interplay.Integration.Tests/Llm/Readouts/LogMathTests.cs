using Interplay.Llm.Readouts;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Llm.Readouts;

public sealed class LogMathTests
{
    [Theory]
    [InlineData(1e-16)]
    [InlineData(-1e-16)]
    [InlineData(1e-300)]
    public void Near_zero_both_are_the_identity(double x)
    {
        Assert.Equal(x, LogMath.Expm1(x));
        Assert.Equal(x, LogMath.Log1p(x));
    }

    [Fact]
    public void Near_zero_both_follow_their_series()
    {
        var random = new SeededRandom(7);
        for (int i = 0; i < 2000; i++)
        {
            double x = (2 * random.NextDouble() - 1) * Math.Pow(10, -2 - 10 * random.NextDouble());
            double exp =
                x
                * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6 * (1 + x / 7))))));
            double log =
                x
                * (
                    1
                    - x
                        * (
                            1.0 / 2
                            - x
                                * (
                                    1.0 / 3
                                    - x
                                        * (
                                            1.0 / 4
                                            - x * (1.0 / 5 - x * (1.0 / 6 - x * (1.0 / 7 - x / 8)))
                                        )
                                )
                        )
                );
            AssertRelative(exp, LogMath.Expm1(x));
            AssertRelative(log, LogMath.Log1p(x));
        }
    }

    [Fact]
    public void One_undoes_the_other_seed_8()
    {
        var random = new SeededRandom(8);
        for (int i = 0; i < 2000; i++)
        {
            double x = -0.69 + 3 * random.NextDouble();
            AssertRelative(x, LogMath.Log1p(LogMath.Expm1(x)), 4e-15);
        }
    }

    [Fact]
    public void Far_from_zero_nothing_overflows_on_the_way()
    {
        Assert.Equal(-1, LogMath.Expm1(-800));
        Assert.Equal(double.PositiveInfinity, LogMath.Expm1(800));
        Assert.Equal(Math.Log(1e300), LogMath.Log1p(1e300));
    }

    [Fact]
    public void The_probabilities_of_a_thing_and_of_everything_else_sum_to_one()
    {
        foreach (double l in (double[])[-1e-10, -0.1, -0.6931, -0.6932, -2, -30])
        {
            double sum = Math.Exp(l) + Math.Exp(LogMath.LogOneMinusExp(l));
            Assert.Equal(1, sum, 15);
        }
    }

    [Fact]
    public void The_sum_of_exponentials_neither_overflows_nor_vanishes()
    {
        AssertRelative(-1000 + Math.Log(2), LogMath.LogSumExp([-1000, -1000]));
        AssertRelative(1000 + Math.Log(3), LogMath.LogSumExp([1000, 1000, 1000]));
        Assert.Equal(double.NegativeInfinity, LogMath.LogSumExp([]));
        Assert.Equal(-5, LogMath.LogSumExp([-5]));
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(double.NaN)]
    public void A_log_probability_above_zero_is_an_error(double l) =>
        Assert.Equal(
            "log-probability-positive",
            Assert.Throws<InterplayException>(() => LogOdds.FromLogProbability(l)).Name
        );

    [Fact]
    public void Certainty_has_infinite_log_odds()
    {
        Assert.Equal(double.PositiveInfinity, LogOdds.FromLogProbability(0));
        Assert.Equal(double.NegativeInfinity, LogOdds.FromLogProbability(double.NegativeInfinity));
        Assert.Equal(
            double.NegativeInfinity,
            LogOdds.FromLogProbabilities([-1, double.NegativeInfinity])
        );
    }

    private static void AssertRelative(double expected, double actual, double tolerance = 2e-15) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance * Math.Abs(expected),
            $"expected {expected:R}, found {actual:R}"
        );
}

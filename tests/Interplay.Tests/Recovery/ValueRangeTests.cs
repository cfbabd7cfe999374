using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Exact;
using Interplay.Reports;

namespace Interplay.Tests.Recovery;

/// <summary>A function is explained alike in any unit and beside any constant, or refused by name.</summary>
public sealed class ValueRangeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Strengths_go_with_the_unit_and_do_not_see_a_constant(bool isExact)
    {
        ulong seed = (ulong)System.Diagnostics.Stopwatch.GetTimestamp();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new SeededRandom(seed);
        int parts = isExact ? 6 : 14;
        MaskMatrix masks = isExact
            ? ExhaustiveDesign.All(parts)
            : UniformDesign.Draw(parts, 150, random);
        PartSet pair = PartSet.Of(2, 3);
        foreach (int exponent in new[] { -130, -30, 0, 30, 120 })
        {
            double unit = Math.Pow(10, exponent);
            foreach (double constant in new[] { 0, 1e3, -1e12 })
            {
                double[] values =
                [
                    .. Enumerable
                        .Range(0, masks.RowCount)
                        .Select(row =>
                            unit * (constant + 1 + (masks[row, 2] && masks[row, 3] ? 3 : 0))
                        ),
                ];
                ExplainedOutput found = GivenTable.Explain(masks, values).Outputs[0];
                double strength = found.Interactions[pair];
                // A sum of 1e12 and 3 is rounded to 1e-4.
                Assert.True(
                    Math.Abs(strength / unit - 3) < (constant == -1e12 ? 1e-3 : 1e-6),
                    $"seed {seed}: {strength} for 3 in units of {unit}, beside {constant}"
                );
                Assert.All(
                    found.Interactions.Interactions.Where(one =>
                        one.Parts.Order > 1 && one.Parts != pair
                    ),
                    one => Assert.InRange(Math.Abs(one.Strength / unit), 0, 1e-2)
                );
            }
        }
    }

    [Theory]
    [InlineData(1e160, -1e160)]
    [InlineData(1e307, 4e307)]
    [InlineData(0, 5e-324)]
    [InlineData(1e-200, 2e-200)]
    public void What_has_no_square_is_refused_by_name(double low, double high)
    {
        MaskMatrix masks = ExhaustiveDesign.All(4);
        double[] values = [.. Enumerable.Range(0, 16).Select(row => masks[row, 1] ? high : low)];
        Assert.Equal(
            "values-out-of-range",
            Assert.Throws<InterplayException>(() => GivenTable.Explain(masks, values)).Name
        );
        MaskPlan plan = MaskPlan.Given(new PlanRequest { PartCount = 4, Budget = 16 }, masks);
        Assert.Equal(
            "values-out-of-range",
            Assert
                .Throws<InterplayException>(() =>
                    new ExactMethod().Recover(
                        plan,
                        values,
                        cancellationToken: TestContext.Current.CancellationToken
                    )
                )
                .Name
        );
    }
}

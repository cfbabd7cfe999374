using Interplay.Masks;

namespace Interplay.Tests.Masks;

public sealed class RoundScheduleTests
{
    [Fact]
    public void RoundsGrowAndEndAtTheMost()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new SeededRandom(seed);
            int first = 1 + random.NextInt(300);
            int most = 1 + random.NextInt(5000);
            double growth = 1.1 + 2.9 * random.NextDouble();
            IReadOnlyList<int> sizes = RoundSchedule.Sizes(first, growth, most);
            string context = $"seed {seed}: {string.Join(", ", sizes)}";
            Assert.True(sizes[^1] == most, context);
            Assert.True(sizes[0] == Math.Min(first, most) || sizes.Count == 1, context);
            for (int round = 1; round < sizes.Count; round++)
            {
                Assert.True(sizes[round] > sizes[round - 1], context);
                Assert.True(
                    sizes[round] <= Math.Ceiling(sizes[round - 1] * growth)
                        || round == sizes.Count - 1,
                    context
                );
                Assert.True(sizes[round] >= sizes[round - 1] * Math.Min(growth, 1.15), context);
            }
        }
    }

    [Fact]
    public void AFirstRoundBeyondTheMostIsTheOnlyOne() =>
        Assert.Equal([40], RoundSchedule.Sizes(48, 1.6, 40));

    [Fact]
    public void ALastRoundOfAFewMasksIsNotWorthARecovery() =>
        Assert.Equal([100, 170], RoundSchedule.Sizes(100, 1.5, 170));
}

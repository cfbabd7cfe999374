using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Bits;

namespace Interplay.Tests.Recovery.Bits;

public sealed class HalvesJoinTests
{
    [Theory]
    [InlineData(3, 60)]
    [InlineData(4, 40)]
    [InlineData(5, 40)]
    public void SetsThatPredictMostSignsMeet(int order, int parts)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var random = new SeededRandom(seed, 1);
            MaskMatrix masks = UniformDesign.Draw(parts, 500, new SeededRandom(seed, 2));
            var planted = PartSet.Of(random.Permutation(parts).AsSpan(0, order));

            // Nine of ten signs, all turned around with every other seed.
            double[] weights =
            [
                .. Enumerable
                    .Range(0, 500)
                    .Select(row =>
                        planted.Character(masks.Row(row))
                        * (random.NextInt(10) == 0 ? -1.0 : 1)
                        * (seed % 2 == 0 ? -1 : 1)
                    ),
            ];
            HashSet<PartSet> found = HalvesJoin.Run(
                masks.Columns,
                weights,
                order,
                300,
                40,
                TestContext.Current.CancellationToken
            );
            Assert.Equal([planted], found);
        }
    }

    [Fact]
    public void MasksThatResembleOneAnotherEndATable()
    {
        // All parts alike: every half meets every other.
        MaskMatrix masks = MaskMatrix.Create(
            200,
            60,
            static (row, words) => words.Fill(row % 2 == 0 ? 0 : (1UL << 60) - 1)
        );
        double[] weights = [.. Enumerable.Range(0, 200).Select(static row => row % 3 - 1.0)];
        HashSet<PartSet> found = HalvesJoin.Run(
            masks.Columns,
            weights,
            5,
            150,
            3,
            TestContext.Current.CancellationToken
        );
        Assert.Empty(found);
    }
}

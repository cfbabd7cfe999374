using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Masks;

public sealed class DesignTests
{
    [Theory]
    [InlineData(2, 2)]
    [InlineData(5, 2)]
    [InlineData(64, 2)]
    [InlineData(1000, 2)]
    [InlineData(3, 3)]
    [InlineData(17, 3)]
    [InlineData(90, 3)]
    public void ACoveringArrayCoversEverything(int parts, int strength)
    {
        int least = LeastRows(parts, strength);
        (CoveringDesign design, MaskMatrix masks) = CoveringDesign.Draw(
            parts,
            strength,
            least,
            new SeededRandom(3)
        );
        Assert.Equal(least, masks.RowCount);
        Assert.Equal(design.Coverage.Patterns, design.Coverage.Covered);
        Assert.True(
            CoverageReport.Of(masks.Slice(0, least - 1), strength).Share < 1
                || least == 1 << strength
                || strength == 3
        );
    }

    [Fact]
    public void FourteenRowsCoverEveryPairOfAThousandParts() =>
        Assert.Equal(14, LeastRows(1000, 2));

    [Fact]
    public void CoverageIsThatOfTheNaiveCount()
    {
        MaskMatrix masks = UniformDesign.Draw(9, 12, new SeededRandom(11));
        var seen = new HashSet<(int, int, int, int)>();
        for (int row = 0; row < masks.RowCount; row++)
        {
            for (int a = 0; a < 9; a++)
            {
                for (int b = a + 1; b < 9; b++)
                {
                    for (int c = b + 1; c < 9; c++)
                    {
                        int pattern =
                            (masks[row, a] ? 1 : 0)
                            | (masks[row, b] ? 2 : 0)
                            | (masks[row, c] ? 4 : 0);
                        seen.Add((a, b, c, pattern));
                    }
                }
            }
        }

        CoverageReport report = CoverageReport.Of(masks, 3);
        Assert.Equal(84 * 8, report.Patterns);
        Assert.Equal(seen.Count, report.Covered);
    }

    [Fact]
    public void ACoveringArrayWithoutRoomNamesTheLeastBudget()
    {
        var error = Assert.Throws<BudgetTooSmallException>(() =>
            CoveringDesign.Draw(1000, 2, 10, new SeededRandom(1))
        );
        Assert.Equal((10, 14), (error.Found, error.Least));
    }

    [Fact]
    public void PairedMasksAreComplementsAndDistinct()
    {
        MaskMatrix masks = PairedDesign.Draw(70, 101, new SeededRandom(5));
        Assert.Equal(101, MaskIndex.Over(masks).Count);
        for (int row = 0; row + 1 < masks.RowCount; row += 2)
        {
            for (int part = 0; part < 70; part++)
            {
                Assert.NotEqual(masks[row, part], masks[row + 1, part]);
            }
        }
    }

    [Fact]
    public void PairedMasksCanExhaustAllPairs() =>
        Assert.Equal(16, MaskIndex.Over(PairedDesign.Draw(4, 16, new SeededRandom(2))).Count);

    private static int LeastRows(int parts, int strength)
    {
        try
        {
            CoveringDesign.Draw(parts, strength, 1, new SeededRandom(1));
        }
        catch (BudgetTooSmallException exception)
        {
            return exception.Least;
        }

        throw new InvalidOperationException("One row cannot cover anything.");
    }
}

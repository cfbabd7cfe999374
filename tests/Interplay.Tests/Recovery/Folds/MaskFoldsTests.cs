using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Folds;

namespace Interplay.Tests.Recovery.Folds;

public sealed class MaskFoldsTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(70)]
    [InlineData(9)]
    public void PairsStayTogether(int parts)
    {
        MaskMatrix masks = PairedDesign.Draw(parts, 101, new SeededRandom(4));
        MaskFolds folds = MaskFolds.Split(masks, 5, new SeededRandom(1));
        Assert.Equal(
            Enumerable.Range(0, 101),
            folds.Folds.SelectMany(static fold => fold.ValidationRows).Order()
        );
        Assert.All(
            folds.Folds,
            fold =>
            {
                var validation = fold.ValidationRows.ToHashSet();
                Assert.All(
                    validation.Where(static row => row < 100),
                    row => Assert.Contains(row ^ 1, validation)
                );
                Assert.Empty(validation.Intersect(fold.TrainRows));
                Assert.Equal(101, validation.Count + fold.TrainRows.Length);
                Assert.InRange(validation.Count, 19, 22);
            }
        );
    }

    [Fact]
    public void MasksWithoutPairsAreSplitEvenly()
    {
        MaskMatrix masks = UniformDesign.Draw(70, 103, new SeededRandom(4));
        MaskFolds folds = MaskFolds.Split(masks, 5, new SeededRandom(1));
        Assert.All(folds.Folds, static fold => Assert.InRange(fold.ValidationRows.Length, 20, 21));
    }
}

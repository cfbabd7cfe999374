using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.Regression;

namespace Interplay.Tests.Recovery.Regression;

/// <summary>Packed characters against their definition, one row at a time.</summary>
public sealed class CharacterColumnsTests
{
    private static readonly PartSet[] Sets =
    [
        PartSet.Empty,
        PartSet.Of(0),
        PartSet.Of(3, 19),
        PartSet.Of(1, 2, 5, 18),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(515)]
    [InlineData(1003)]
    public void Sums_and_products_are_those_of_the_definition(int rows)
    {
        MaskMatrix masks = UniformDesign.Draw(20, rows, new SeededRandom(5));
        CharacterColumns columns = CharacterColumns.Of(masks.Columns, Sets);
        int[][] naive =
        [
            .. Sets.Select(set =>
                Enumerable.Range(0, rows).Select(row => set.Character(masks.Row(row))).ToArray()
            ),
        ];
        for (int i = 0; i < Sets.Length; i++)
        {
            Assert.Equal(naive[i].Sum(), columns.Sum(i));
            for (int j = 0; j < Sets.Length; j++)
            {
                Assert.Equal(naive[i].Zip(naive[j], (a, b) => a * b).Sum(), columns.Dot(i, j));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(62)]
    [InlineData(65)]
    [InlineData(517)]
    public void Signed_sums_and_steps_are_those_of_the_definition(int rows)
    {
        var random = new SeededRandom(9);
        MaskMatrix masks = UniformDesign.Draw(20, rows, random);
        // Whole numbers, so that every order of summation gives the same bits.
        double[] y = [.. Enumerable.Range(0, rows).Select(_ => random.NextInt(2001) - 1000.0)];
        CharacterColumns columns = CharacterColumns.Of(masks.Columns, Sets);
        for (int i = 0; i < Sets.Length; i++)
        {
            PartSet set = Sets[i];
            double[] signed = [.. y.Select((value, row) => set.Character(masks.Row(row)) * value)];
            Assert.Equal(signed.Sum(), columns.Dot(i, y));
            double[] moved = [.. y];
            columns.AddTo(i, 3, moved);
            Assert.Equal(
                y.Select((value, row) => value + 3 * set.Character(masks.Row(row))),
                moved
            );
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(129)]
    public void Dense_loops_are_those_of_the_definition(int length)
    {
        var random = new SeededRandom(11);
        double[] x = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(201) - 100.0)];
        double[] y = [.. Enumerable.Range(0, length).Select(_ => random.NextInt(201) - 100.0)];
        Assert.Equal(x.Zip(y, (a, b) => a * b).Sum(), DenseKernels.Dot(x, y));
        double[] moved = [.. y];
        DenseKernels.AddScaled(x, -2, moved);
        Assert.Equal(x.Zip(y, (a, b) => b - 2 * a), moved);
    }
}

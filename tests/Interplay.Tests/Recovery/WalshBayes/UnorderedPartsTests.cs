using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.WalshBayes;

namespace Interplay.Tests.Recovery.WalshBayes;

/// <summary>Parts that stand in no sequence may be numbered in any way; those that do may not.</summary>
public sealed class UnorderedPartsTests
{
    private const int Parts = 12;
    private const int Rows = 120;

    /// <summary>Sends neighbours far apart: part i becomes part 5 i modulo 12.</summary>
    private static readonly int[] Shuffled =
    [
        .. Enumerable.Range(0, Parts).Select(part => part * 5 % Parts),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OnlyASequenceMindsANewNumbering(bool ordered)
    {
        MaskMatrix masks = UniformDesign.Draw(Parts, Rows, new SeededRandom(3));
        double[] values =
        [
            .. Enumerable.Range(0, Rows).Select(row => Neighbours(masks.GetMask(row))),
        ];
        MaskMatrix renumbered = MaskMatrix.From([
            .. Enumerable.Range(0, Rows).Select(row => Renumbered(masks.GetMask(row))),
        ]);
        Spectrum first = Recover(masks, values, ordered);
        Spectrum second = Recover(renumbered, values, ordered);
        double worst = 0;
        for (int i = 0; i < Parts; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double difference =
                    first[PartSet.Of(i, j)] - second[PartSet.Of(Shuffled[i], Shuffled[j])];
                worst = Math.Max(worst, Math.Abs(difference));
            }
        }

        if (ordered)
        {
            Assert.True(worst > 0.004, $"differs by {worst}");
        }
        else
        {
            Assert.True(worst < 0.001, $"differs by {worst}");
        }
    }

    /// <summary>Neighbours that are both kept add one.</summary>
    private static double Neighbours(Mask mask) =>
        Enumerable.Range(1, Parts - 1).Count(part => mask[part] && mask[part - 1]);

    private static Mask Renumbered(Mask mask) =>
        Mask.Keeping(
            Parts,
            [.. Enumerable.Range(0, Parts).Where(part => mask[part]).Select(part => Shuffled[part])]
        );

    private static Spectrum Recover(MaskMatrix masks, double[] values, bool ordered)
    {
        var request = new PlanRequest
        {
            PartCount = Parts,
            Budget = Rows,
            PartsAreOrdered = ordered,
        };
        return new WalshBayesMethod()
            .Recover(MaskPlan.Given(request, masks, null), values)
            .Outputs[0]
            .Spectrum;
    }
}

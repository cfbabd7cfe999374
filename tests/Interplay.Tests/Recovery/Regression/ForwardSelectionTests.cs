using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery.Bits;
using Interplay.Recovery.Proxies;
using Interplay.Recovery.Regression;
using Interplay.Tests.Recovery.Proxies;

namespace Interplay.Tests.Recovery.Regression;

public sealed class ForwardSelectionTests
{
    [Fact]
    public void EveryShorterSelectionIsTheRidgeFitOfItsTerms()
    {
        const double penalty = 0.02;
        var random = new SeededRandom(21);
        MaskMatrix masks = Samples.Masks(120, 10, random);
        double[] values = Samples.Values(masks, 0.4, random);
        MaskMatrix others = Samples.Masks(50, 10, random);
        double[] otherValues = Samples.Values(others, 0.4, random);
        PartSet[] pool =
        [
            .. Enumerable.Range(1, 60).Select(bits => PartSet.FromWords([(ulong)bits * 17 % 1024])),
        ];
        pool = [.. pool.Distinct()];
        var penalties = new double[pool.Length];
        Array.Fill(penalties, penalty);
        var otherColumns = new PoolColumns(others.Columns, pool);
        ForwardSelection selection = ForwardSelection.Validated(
            new PoolColumns(masks.Columns, pool),
            values,
            25,
            penalties,
            otherColumns,
            otherValues,
            out List<double> errors
        );
        Assert.Equal(errors.Count - 1, selection.Terms.Count);
        for (int count = 0; count <= selection.Terms.Count; count += 5)
        {
            RidgeFit fit = RidgeFit.Fit(
                masks.Columns,
                [.. selection.Terms.Take(count)],
                values,
                penalty
            );
            var spectrum = new Spectrum(10, fit.Terms);
            double error = 0;
            for (int row = 0; row < 50; row++)
            {
                error += Math.Pow(otherValues[row] - spectrum.Evaluate(others.Row(row)), 2) / 50;
            }

            Assert.Equal(error, errors[count], 1e-5);
            double[] residuals = selection.Residuals(otherColumns, otherValues, count);
            Assert.Equal(error, residuals.Average(static left => left * left), 1e-5);
        }
    }

    [Fact]
    public void TheFirstTermIsTheMostCorrelated()
    {
        var random = new SeededRandom(22);
        MaskMatrix masks = Samples.Masks(400, 8, random);
        var target = PartSet.Of(2, 5);
        double[] values =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(row => 2.0 * target.Character(masks.Row(row)) + random.NextGaussian()),
        ];
        PartSet[] pool = [PartSet.Of(1), PartSet.Of(2), target, PartSet.Of(5), PartSet.Of(1, 2, 5)];
        var selection = ForwardSelection.Run(
            new PoolColumns(masks.Columns, pool),
            values,
            3,
            new double[5]
        );
        Assert.Equal(target, selection.Terms[0]);
    }

    [Fact]
    public void AScreenFindsAParityThatHasNoTrace()
    {
        var random = new SeededRandom(23);
        MaskMatrix masks = Samples.Masks(400, 20, random);
        var target = PartSet.Of(3, 8, 11, 19);
        double[] values =
        [
            .. Enumerable
                .Range(0, 400)
                .Select(row => target.Character(masks.Row(row)) + 0.3 * random.NextGaussian()),
        ];
        SpectrumTerm first = CharacterScreen.Strongest(
            ColumnBlocks.Of(masks.Columns),
            values,
            4,
            10
        )[0];
        Assert.Equal(target, first.Parts);
        Assert.Equal(1, first.Coefficient, 0.1);
    }
}

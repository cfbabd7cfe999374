using Interplay.Masks;
using Interplay.Recovery.Folds;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Covariances;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Tests.Recovery.WalshBayes.Covariances;

public sealed class CovarianceTests
{
    private const int Parts = 24;
    private const int Rows = 300;
    private const ulong Seed = 11;

    private static readonly (PartSet Parts, double Variance)[] Spikes =
    [
        (PartSet.Of(1, 5, 9), 0.3),
        (PartSet.Of(2), 0.1),
        (PartSet.Of(3, 4, 7, 20), 2),
    ];

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.02)]
    public void IterationsSolveWhatTheFactorSolves(double noise)
    {
        SmoothPrior prior = Prior(noise);
        MaskMatrix masks = Masks();
        using SingleMatrix z = SignRows.Of(masks);
        using FactoredCovariance factored = FactoredCovariance.Of(prior, z);
        using var iterative = new IterativeCovariance(prior, masks, z);
        double[] expected = factored.Solve(Values());
        double[] actual = iterative.Solve(Values());
        Assert.InRange(Distance(expected, actual), 0, 5e-3);
        Assert.InRange(iterative.Trace / factored.Trace, 0.95, 1.05);
    }

    [Fact]
    public void TheTraceIsThatOfTheInverse()
    {
        using SingleMatrix z = SignRows.Of(Masks());
        using FactoredCovariance covariance = FactoredCovariance.Of(Prior(0.1), z);
        using var unit = new SingleMatrix(Rows, Rows);
        for (int row = 0; row < Rows; row++)
        {
            unit.Row(row)[row] = 1;
        }

        Assert.InRange(covariance.Trace / covariance.Quadratic(unit).Sum(), 0.97, 1.03);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void FoldsByIterationAreThoseByFactors(int spikes)
    {
        SmoothPrior prior = Prior(0.05);
        MaskMatrix masks = Masks();
        using SingleMatrix z = SignRows.Of(masks);
        var folds = RowFolds.Of(MaskFolds.Split(masks, 5, new SeededRandom(Seed)), Rows);
        using var iterative = new IterativeCovariance(prior, masks, z);
        var (weights, predictions) = iterative
            .SolveFolds(Values(), folds, Spikes[..spikes])
            .GetValueOrDefault();
        var (expectedWeights, expected) = FactoredFolds.Solve(
            prior,
            masks,
            Values(),
            folds,
            Spikes[..spikes]
        );
        Assert.InRange(Distance(expected, predictions), 0, 5e-3);
        for (int fold = 0; fold < folds.Count; fold++)
        {
            Assert.InRange(Distance(expectedWeights[fold], weights[fold]), 0, 5e-3);
            Assert.All(folds.Left(fold), row => Assert.Equal(0, weights[fold][row]));
        }
    }

    [Fact]
    public void SpikesInTheKernelAreSpikesOnTopOfIt()
    {
        SmoothPrior prior = Prior(0.05);
        MaskMatrix masks = Masks();
        using SingleMatrix z = SignRows.Of(masks);
        using var iterative = new IterativeCovariance(prior, masks, z);
        SingleMatrix features = FeaturePreconditioner.CharactersOf(
            [.. Spikes.Select(static spike => spike.Parts)],
            masks
        );
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < Spikes.Length; i++)
            {
                features.Row(row)[i] *= (float)Math.Sqrt(Spikes[i].Variance);
            }
        }

        using FactoredCovariance factored = FactoredCovariance.Of(prior, z, features);
        double[]? solved = iterative.SolveWith(Values(), Spikes);
        Assert.NotNull(solved);
        Assert.InRange(Distance(factored.Solve(Values()), solved), 0, 5e-3);
    }

    [Fact]
    public void TheLowerTriangleIsTheKernelWithNoise()
    {
        SmoothPrior prior = Prior(0.1);
        using SingleMatrix z = SignRows.Of(Masks());
        using SingleMatrix again = SignRows.Of(Masks());
        using SingleMatrix lower = SmoothKernel.Lower(prior, z);
        using SingleMatrix between = SmoothKernel.Between(prior, z, again);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < row; column++)
            {
                Assert.Equal(between.Row(row)[column], lower.Row(row)[column], 1e-4);
            }

            // Negligible local pairs are noise in both, but only one has noise.
            Assert.InRange(lower.Row(row)[row] - between.Row(row)[row], 0.0999, 0.1003);
        }
    }

    private static double Distance(double[] expected, double[] actual) =>
        Math.Sqrt(
            expected.Zip(actual, static (x, y) => (x - y) * (x - y)).Sum()
                / expected.Sum(static x => x * x)
        );

    private static MaskMatrix Masks()
    {
        var random = new SeededRandom(Seed);
        return MaskMatrix.From([
            .. Enumerable
                .Range(0, Rows)
                .Select(_ =>
                {
                    ulong bits = random.NextBits();
                    return Mask.Parse(
                        string.Concat(Enumerable.Range(0, Parts).Select(part => bits >> part & 1))
                    );
                }),
        ]);
    }

    private static float[] Values()
    {
        var random = new SeededRandom(Seed + 1);
        MaskMatrix masks = Masks();
        return
        [
            .. Enumerable
                .Range(0, Rows)
                .Select(row =>
                    0.6f * PartSet.Of(1, 5, 9).Character(masks.Row(row))
                    + 0.5f * PartSet.Of(2).Character(masks.Row(row))
                    + 0.3f * ((random.NextBits() >> 40) / (float)(1 << 24) - 0.5f)
                ),
        ];
    }

    private static SmoothPrior Prior(double noise)
    {
        double[] relevances =
        [
            .. Enumerable.Range(0, Parts).Select(static part => 0.3 / (1 + part % 7)),
        ];
        return new SmoothPrior
        {
            Relevances = relevances,
            Linear = 0.4,
            Exponential = 0.6,
            FlatPairs = 0.02,
            Local = [0.05, 0.01, 1e-6],
            LocalWeights = SmoothPrior.WeightsFor(relevances, true),
            Noise = noise,
        };
    }
}

using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Wide;

namespace Interplay.Tests.Recovery.Wide;

public sealed class WideMethodTests
{
    [Fact]
    public void Every_score_of_the_screen_is_the_naive_sum()
    {
        MaskMatrix masks = Masks(70, 333, 0.3, 4);
        double[][] residuals = [Noise(333, 1), Noise(333, 2)];
        float[][] scores = SinglesScreen.Scores(
            masks.Columns,
            ColumnShares.Of(masks.Columns),
            residuals,
            TestContext.Current.CancellationToken
        );
        for (int output = 0; output < 2; output++)
        {
            double energy = residuals[output].Sum(static value => value * value);
            for (int part = 0; part < 70; part++)
            {
                double[] signs = Signs(masks, part);
                double mean = signs.Average();
                double naive =
                    signs.Zip(residuals[output], (sign, value) => (sign - mean) * value).Sum()
                    / Math.Sqrt((1 - mean * mean) * energy);
                Assert.Equal(naive, scores[output][part], 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pairs_are_those_of_the_naive_sums(bool all)
    {
        MaskMatrix masks = Masks(150, 700, 0.4, 5);
        double[] residual = Noise(700, 3);
        int[]? firsts = all ? null : [140, 3, 77];
        List<PartSet> found = PairScreen.Run(
            masks.Columns,
            ColumnShares.Of(masks.Columns),
            residual,
            640,
            firsts,
            2.5,
            10_000,
            null,
            TestContext.Current.CancellationToken
        );
        var shares = ColumnShares.Of(masks.Columns);
        double[][] centred =
        [
            .. Enumerable
                .Range(0, 150)
                .Select(part =>
                    Signs(masks, part).Select(sign => sign - shares.Means[part]).ToArray()
                ),
        ];
        var expected = new HashSet<PartSet>();
        for (int i = 0; i < 150; i++)
        {
            for (int j = i + 1; j < 150; j++)
            {
                double sum = 0;
                for (int row = 0; row < 640; row++)
                {
                    sum += Math.Sign(residual[row]) * centred[i][row] * centred[j][row];
                }

                double score = sum / (shares.Deviations[i] * shares.Deviations[j] * Math.Sqrt(640));
                if (Math.Abs(score) >= 2.5 && (all || firsts!.Contains(i) || firsts!.Contains(j)))
                {
                    expected.Add(PartSet.Of(i, j));
                }
            }
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), found.Order());
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.25)]
    public void Without_noise_the_spectrum_is_exact_whatever_the_kept_share(double kept)
    {
        var truth = new Spectrum(
            600,
            [
                new SpectrumTerm(PartSet.Empty, 2),
                new SpectrumTerm(PartSet.Of(5), 1),
                new SpectrumTerm(PartSet.Of(590), -0.7),
                new SpectrumTerm(PartSet.Of(5, 41), 0.8),
                new SpectrumTerm(PartSet.Of(100, 300), -0.6),
                new SpectrumTerm(PartSet.Of(5, 100, 590), 0.5),
            ]
        );
        MaskMatrix masks = Masks(600, 6000, kept, 6);
        var other = new Spectrum(600, [new SpectrumTerm(PartSet.Of(17), 3)]);
        double[] first = truth.Evaluate(masks);
        double[] second = other.Evaluate(masks);
        RecoveryResult result = new WideMethod().Recover(
            MaskPlan.Given(new PlanRequest { PartCount = 600, Budget = 6000 }, masks),
            [.. first.Zip(second, static (a, b) => new[] { a, b }).SelectMany(static pair => pair)],
            cancellationToken: TestContext.Current.CancellationToken
        );
        Same(truth, result.Outputs[0].Spectrum);
        Same(other, result.Outputs[1].Spectrum);
        Assert.True(result.Outputs[0].CrossValidatedR2!.Value.Low > 0.999999);
    }

    [Fact]
    public void Noise_alone_gives_no_term()
    {
        MaskMatrix masks = Masks(400, 1000, 0.5, 7);
        RecoveryResult result = new WideMethod().Recover(
            MaskPlan.Given(new PlanRequest { PartCount = 400, Budget = 1000 }, masks),
            Noise(1000, 8),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Single(result.Outputs[0].Spectrum.Terms);
    }

    private static void Same(Spectrum expected, Spectrum found)
    {
        foreach (SpectrumTerm term in expected.Terms.Concat(found.Terms))
        {
            Assert.Equal(expected[term.Parts], found[term.Parts], 1e-6);
        }
    }

    private static double[] Signs(MaskMatrix masks, int part) =>
        [.. Enumerable.Range(0, masks.RowCount).Select(row => masks[row, part] ? -1.0 : 1)];

    private static double[] Noise(int rows, ulong seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => random.NextGaussian())];
    }

    private static MaskMatrix Masks(int parts, int rows, double kept, ulong seed)
    {
        var random = new SeededRandom(seed);
        return MaskMatrix.Create(
            rows,
            parts,
            (_, words) =>
            {
                for (int part = 0; part < parts; part++)
                {
                    words[part >> 6] |= (random.NextDouble() < kept ? 1UL : 0) << (part & 63);
                }
            }
        );
    }
}

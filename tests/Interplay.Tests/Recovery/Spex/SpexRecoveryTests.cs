using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.Spex;

namespace Interplay.Tests.Recovery.Spex;

public sealed class SpexRecoveryTests
{
    private readonly SpexMethod _method = new();

    [Theory]
    [InlineData("fourier_n20_s5_z0", 672)]
    [InlineData("fourier_n20_s25_z1", 1344)]
    [InlineData("fourier_n64_s5_z10", 864)]
    [InlineData("fourier_n64_s25_z0", 432)]
    [InlineData("fourier_n64_s100_z0", 1728)]
    [InlineData("fourier_n64_s100_z10", 3456)]
    [InlineData("fourier_n128_s25_z10", 1968)]
    [InlineData("fourier_n1000_s25_z1", 2688)]
    public void CaseFilesComeBackWithHalfTheMasksOfThePeer(string name, int budget)
    {
        FourierGame game = FourierGame.Load(name);
        double least = game.Noise == 0 ? 1 - 1e-12 : 0.9990;
        for (ulong seed = 1; seed <= 3; seed++)
        {
            foreach (double scale in (double[])[1e-6, 1, 1e6])
            {
                Spectrum found = Recover(game, budget, seed, scale).Spectrum;
                Assert.True(
                    Support(game.Truth).SetEquals(Support(found)),
                    $"{name}, seed {seed}, scale {scale}: {found.Terms.Count} terms"
                );
                Assert.InRange(game.Score(found, scale), least, 1);
            }
        }
    }

    [Fact]
    public void TenThousandPartsAreRecovered()
    {
        FourierGame game = FourierGame.Draw(10_000, 25, 3, 0.05, 4);
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = 10_000,
                Budget = 2064,
                MaxOrder = 3,
            }
        );
        Spectrum found = _method.Run(plan, game.Values(plan.Masks)).Outputs[0].Spectrum;
        Assert.True(Support(game.Truth).SetEquals(Support(found)));
    }

    [Fact]
    public void EachOutputGetsItsOwnSpectrum()
    {
        FourierGame first = FourierGame.Draw(40, 10, 4, 0, 1);
        FourierGame second = FourierGame.Draw(40, 20, 5, 0.05, 2);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 40, Budget = 1500 });
        double[] a = first.Values(plan.Masks);
        double[] b = second.Values(plan.Masks);
        double[] both = [.. a.Zip(b).SelectMany(pair => (double[])[pair.First, pair.Second])];
        RecoveryResult result = _method.Run(plan, both);
        Same(_method.Run(plan, a).Outputs[0].Spectrum, result.Outputs[0].Spectrum);
        Same(_method.Run(plan, b).Outputs[0].Spectrum, result.Outputs[1].Spectrum);
        Assert.True(Support(first.Truth).SetEquals(Support(result.Outputs[0].Spectrum)));
        Assert.True(Support(second.Truth).SetEquals(Support(result.Outputs[1].Spectrum)));
    }

    [Fact]
    public void StandardErrorsAreThoseOfTheNoise()
    {
        FourierGame game = FourierGame.Draw(50, 20, 4, 0.1, 6);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 50, Budget = 3000 });
        OutputRecovery found = _method.Run(plan, game.Values(plan.Masks)).Outputs[0];
        Assert.Equal(game.Noise, found.ResidualDeviation!.Value, 0.1 * game.Noise);
        int inside = found.Spectrum.Terms.Count(term =>
            Math.Abs(term.Coefficient - game.Truth[term.Parts]) < 2 * term.StandardError
        );
        Assert.InRange(inside, 17, 21);
    }

    [Fact]
    public void PureNoiseYieldsNoInteractions()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            var random = new SeededRandom(seed);
            MaskPlan plan = _method.Plan(
                new PlanRequest
                {
                    PartCount = 64,
                    Budget = 1000,
                    Seed = seed,
                }
            );
            double[] values = [.. Enumerable.Range(0, 1000).Select(_ => random.NextGaussian())];
            Assert.InRange(_method.Run(plan, values).Outputs[0].Spectrum.Terms.Count, 1, 2);
        }
    }

    [Fact]
    public void AConstantIsOnlyAConstant()
    {
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 30, Budget = 500 });
        var values = new double[plan.Masks.RowCount];
        Array.Fill(values, -7.25);
        SpectrumTerm term = Assert.Single(_method.Run(plan, values).Outputs[0].Spectrum.Terms);
        Assert.Equal(PartSet.Empty, term.Parts);
        Assert.Equal(-7.25, term.Coefficient, 1e-12);
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 16)]
    [InlineData(6, 64)]
    public void AllMasksOfFewPartsGiveTheWholeSpectrum(int parts, int budget)
    {
        FourierGame game = FourierGame.Draw(parts, 3, Math.Min(parts, 3), 0, 8);
        Spectrum found = Recover(game, budget, 1, 1).Spectrum;
        Assert.True(Support(game.Truth).SetEquals(Support(found)));
    }

    [Fact]
    public void HardDecodingStillFindsUncrowdedTerms()
    {
        FourierGame game = FourierGame.Draw(60, 8, 5, 0.01, 3);
        var hard = new SpexMethod(
            new SpexOptions { Decoding = SpexDecoding.Hard, MaxScreened = 0 }
        );
        MaskPlan plan = hard.Plan(new PlanRequest { PartCount = 60, Budget = 1728 });
        Spectrum found = hard.Run(plan, game.Values(plan.Masks)).Outputs[0].Spectrum;
        Assert.True(Support(game.Truth).SetEquals(Support(found)));
    }

    [Fact]
    public void ProgressNeverFallsAndEndsAtOne()
    {
        FourierGame game = FourierGame.Draw(64, 25, 5, 0.1, 9);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 64, Budget = 864 });
        var progress = new Recorder();
        _method.Recover(
            plan,
            game.Values(plan.Masks),
            progress,
            TestContext.Current.CancellationToken
        );
        Assert.True(progress.Seen.Zip(progress.Seen.Skip(1)).All(pair => pair.First < pair.Second));
        Assert.Equal(1, progress.Seen[^1]);
    }

    [Fact]
    public void CancellationStopsIt()
    {
        FourierGame game = FourierGame.Draw(64, 25, 5, 0.1, 9);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 64, Budget = 864 });
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _method.Recover(plan, game.Values(plan.Masks), null, new CancellationToken(true))
        );
    }

    private OutputRecovery Recover(FourierGame game, int budget, ulong seed, double scale)
    {
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = game.PartCount,
                Budget = budget,
                Seed = seed,
            }
        );
        Assert.InRange(plan.Cost, 1, budget);
        return _method.Run(plan, game.Values(plan.Masks, scale)).Outputs[0];
    }

    private static HashSet<PartSet> Support(Spectrum spectrum) =>
        [.. spectrum.Terms.Select(term => term.Parts).Where(set => set.Order > 0)];

    private static void Same(Spectrum expected, Spectrum found) =>
        Assert.Equal(expected.Terms, found.Terms);

    private sealed class Recorder : IProgress<double>
    {
        public List<double> Seen { get; } = [];

        public void Report(double value) => Seen.Add(value);
    }
}

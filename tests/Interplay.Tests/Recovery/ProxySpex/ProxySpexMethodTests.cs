using System.Diagnostics;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.Recovery.ProxySpex;
using Interplay.Tests.Recovery.Proxies;

namespace Interplay.Tests.Recovery.ProxySpex;

public sealed class ProxySpexMethodTests
{
    private static readonly ProxySpexMethod Method = new();

    [Fact]
    public void PlansSpendTheBudgetOnDistinctMasks()
    {
        MaskPlan plan = Method.Plan(
            new PlanRequest
            {
                PartCount = 30,
                Budget = 400,
                HeldOut = 100,
                Seed = 4,
            }
        );
        Assert.Equal(300, plan.Masks.RowCount);
        Assert.Equal(100, plan.HeldOut!.RowCount);
        Assert.Equal(400, MaskIndex.Over(plan.AllMasks()).Count);
        Assert.Equal(400, plan.Cost);
    }

    [Theory]
    [InlineData(2, 1000, 4)]
    [InlineData(5, 32, 32)]
    [InlineData(5, 30, 30)]
    public void NoPlanAsksForMoreMasksThanThereAre(int parts, int budget, int cost) =>
        Assert.Equal(
            cost,
            Method.Plan(new PlanRequest { PartCount = parts, Budget = budget }).Cost
        );

    [Fact]
    public void ABudgetThatCannotBeCrossValidatedNamesTheLeastThatCan()
    {
        BudgetTooSmallException error = Assert.Throws<BudgetTooSmallException>(() =>
            Method.Plan(
                new PlanRequest
                {
                    PartCount = 20,
                    Budget = 29,
                    HeldOut = 20,
                }
            )
        );
        Assert.Equal(30, error.Least);
        Assert.Equal(
            30,
            Method
                .Plan(
                    new PlanRequest
                    {
                        PartCount = 20,
                        Budget = 30,
                        HeldOut = 20,
                    }
                )
                .Cost
        );
    }

    [Fact]
    public void AHierarchicalFunctionIsRecovered()
    {
        (MaskPlan plan, double[] values) = Data(600, 16, 0.05, 3);
        OutputRecovery output = Recover(plan, values).Outputs[0];
        MaskMatrix others = Samples.Masks(500, 16, new SeededRandom(99));
        double[] truth = Samples.Values(others, 0, new SeededRandom(1));
        Assert.True(GameCase.R2(output.Spectrum, others, truth) > 0.999);
        Assert.InRange(output.CrossValidatedR2!.Value.Estimate, 0.98, 1);
        Assert.InRange(output.ResidualDeviation!.Value, 0.04, 0.06);

        // 1.7 a b c alone makes this term: -1.7 / 8.
        Assert.True(output.Spectrum.TryGet(PartSet.Of(0, 1, 2), out SpectrumTerm term));
        Assert.InRange(Math.Abs(term.Coefficient + 1.7 / 8), 0, 5 * term.StandardError!.Value);
    }

    [Theory]
    [InlineData(1e-7, 0)]
    [InlineData(-1e9, 3e10)]
    [InlineData(2, -5)]
    public void ScalingAndShiftingTheValuesScalesAndShiftsTheSpectrum(double scale, double shift)
    {
        (MaskPlan plan, double[] values) = Data(300, 14, 0.2, 5);
        Spectrum plain = Recover(plan, values).Outputs[0].Spectrum;
        Spectrum moved = Recover(plan, [.. values.Select(v => scale * v + shift)])
            .Outputs[0]
            .Spectrum;
        Assert.Equal(plain.Terms.Count, moved.Terms.Count);
        foreach (SpectrumTerm term in plain.Terms)
        {
            double expected = scale * term.Coefficient + (term.Parts == PartSet.Empty ? shift : 0);
            Assert.Equal(expected, moved[term.Parts], Math.Abs(scale) * 1e-5);
        }
    }

    [Fact]
    public void RenamingThePartsRenamesTheTerms()
    {
        (MaskPlan plan, double[] values) = Data(300, 14, 0.2, 6);
        int[] names = new SeededRandom(7).Permutation(14);
        var renamed = MaskMatrix.Create(
            300,
            14,
            (row, words) =>
            {
                for (int part = 0; part < 14; part++)
                {
                    words[0] |= (plan.Masks[row, part] ? 1UL : 0) << names[part];
                }
            }
        );
        Spectrum plain = Recover(plan, values).Outputs[0].Spectrum;
        Spectrum moved = Recover(plan with { Masks = renamed }, values).Outputs[0].Spectrum;
        Assert.Equal(plain.Terms.Count, moved.Terms.Count);
        foreach (SpectrumTerm term in plain.Terms)
        {
            var set = PartSet.Of([.. term.Parts.Parts.ToArray().Select(part => names[part])]);
            Assert.Equal(term.Coefficient, moved[set], 1e-5);
        }
    }

    [Fact]
    public void OneCoreAndManyGiveTheSameBytes()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            Assert.Skip("The system cannot bind a process to one core.");
            return;
        }

        (MaskPlan plan, double[] values) = Data(120, 12, 0.3, 8);
        SpectrumTerm[] many = [.. Recover(plan, values).Outputs[0].Spectrum.Terms];
        using var process = Process.GetCurrentProcess();
        nint cores = process.ProcessorAffinity;
        process.ProcessorAffinity = cores & -cores;
        try
        {
            Assert.Equal(many, Recover(plan, values).Outputs[0].Spectrum.Terms);
        }
        finally
        {
            process.ProcessorAffinity = cores;
        }
    }

    [Fact]
    public void EachOutputIsFittedAsIfAlone()
    {
        (MaskPlan plan, double[] values) = Data(200, 12, 0.2, 9);
        double[] both = new double[400];
        for (int row = 0; row < 200; row++)
        {
            both[2 * row] = values[row];
            both[2 * row + 1] = plan.Masks[row, 4] ? 1 : 0;
        }

        RecoveryResult result = Recover(plan, both);
        Assert.Equal(
            Recover(plan, values).Outputs[0].Spectrum.Terms,
            result.Outputs[0].Spectrum.Terms
        );
        Assert.Equal(-0.5, result.Outputs[1].Spectrum[PartSet.Of(4)], 1e-3);
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(12, 10)]
    [InlineData(70, 11)]
    public void SmallPlansWork(int parts, int budget)
    {
        MaskPlan plan = Method.Plan(new PlanRequest { PartCount = parts, Budget = budget });
        double[] values =
        [
            .. Enumerable.Range(0, budget).Select(row => plan.Masks[row, 1] ? 2.0 : 1.0),
        ];
        Assert.All(
            Recover(plan, values).Outputs[0].Spectrum.Terms,
            term => Assert.True(double.IsFinite(term.Coefficient))
        );
    }

    [Fact]
    public void AConstantIsAConstant()
    {
        MaskPlan plan = Method.Plan(new PlanRequest { PartCount = 9, Budget = 50 });
        double[] values = new double[50];
        Array.Fill(values, -3.25);
        SpectrumTerm term = Assert.Single(Recover(plan, values).Outputs[0].Spectrum.Terms);
        Assert.Equal(new SpectrumTerm(PartSet.Empty, -3.25, 0), term);
    }

    [Fact]
    public void TermsStayWithinTheOrderAsked()
    {
        (MaskPlan plan, double[] values) = Data(300, 10, 0.1, 10);
        plan = plan with { Request = plan.Request with { MaxOrder = 2 } };
        Assert.Equal(2, Recover(plan, values).Outputs[0].Spectrum.Terms.Max(t => t.Parts.Order));
    }

    [Fact]
    public void ManyPartsAreNoObstacle()
    {
        (MaskPlan plan, double[] values) = Data(60, 10_000, 0.01, 11);
        var quick = new ProxySpexMethod(ProxySpexOptions.Default with { MaxTrees = 5 });
        CancellationToken token = TestContext.Current.CancellationToken;
        RecoveryResult result = quick.Recover(plan, values, null, token);
        Assert.Contains(result.Notes, note => note.Contains("left out"));
    }

    [Fact]
    public void OptionsOutOfRangeAreNamed()
    {
        foreach (
            ProxySpexOptions options in new[]
            {
                ProxySpexOptions.Default with
                {
                    Folds = 1,
                },
                ProxySpexOptions.Default with
                {
                    Proxies = [],
                },
                ProxySpexOptions.Default with
                {
                    Depths = [0],
                },
                ProxySpexOptions.Default with
                {
                    Rates = [0],
                },
                ProxySpexOptions.Default with
                {
                    MaxTrees = 0,
                },
                ProxySpexOptions.Default with
                {
                    MaxTerms = 0,
                },
            }
        )
        {
            InterplayException error = Assert.Throws<InterplayException>(() =>
                new ProxySpexMethod(options)
            );
            Assert.Equal("option-out-of-range", error.Name);
        }
    }

    [Fact]
    public void ValuesThatDoNotFitThePlanAreNamed()
    {
        MaskPlan plan = Method.Plan(new PlanRequest { PartCount = 9, Budget = 50 });
        InterplayException error = Assert.Throws<InterplayException>(() =>
            Recover(plan, new double[51])
        );
        Assert.Equal("values-mismatched", error.Name);
    }

    /// <summary>Floors a little under what the method reaches and above what its peers do (peers.md).</summary>
    [Theory]
    [InlineData("hier_n32_z10", 1000, 0.985)]
    [InlineData("game_sentiment14_0", 1000, 0.737)]
    [InlineData("llm_image_10_n24", 1000, 0.98)]
    [InlineData("llm_text_30_n58", 1000, 0.999)]
    [InlineData("sk_breast_rf", 1000, 0.99)]
    [InlineData("fourier_n20_s5_z0", 1344, 0.99)]
    public void CasesReachTheirFloor(string name, int budget, double floor)
    {
        GameCase game = GameCase.Load(Repository.Data("games", $"{name}.json"));
        MaskPlan plan = Method.Plan(
            new PlanRequest
            {
                PartCount = game.PartCount,
                Budget = budget,
                Seed = 17,
            }
        );
        Spectrum spectrum = Recover(plan, game.Evaluate(plan.Masks)).Outputs[0].Spectrum;
        Assert.True(game.R2(spectrum) >= floor, $"R2 {game.R2(spectrum)}");
    }

    private static RecoveryResult Recover(MaskPlan plan, double[] values) =>
        Method.Recover(plan, values, null, TestContext.Current.CancellationToken);

    private static (MaskPlan Plan, double[] Values) Data(
        int rows,
        int parts,
        double noise,
        ulong seed
    )
    {
        MaskPlan plan = Method.Plan(
            new PlanRequest
            {
                PartCount = parts,
                Budget = rows,
                Seed = seed,
            }
        );
        return (plan, Samples.Values(plan.Masks, noise, new SeededRandom(seed)));
    }
}

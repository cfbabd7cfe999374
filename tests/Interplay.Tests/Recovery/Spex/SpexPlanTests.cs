using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Spex;

namespace Interplay.Tests.Recovery.Spex;

public sealed class SpexPlanTests
{
    private readonly SpexMethod _method = new();

    [Theory]
    [InlineData(14, 672, 0)]
    [InlineData(14, 10_752, 100)]
    [InlineData(20, 1344, 0)]
    [InlineData(64, 864, 64)]
    [InlineData(64, 1000, 0)]
    [InlineData(1000, 2688, 200)]
    public void TheWholeBudgetBuysDistinctMasks(int parts, int budget, int heldOut)
    {
        MaskPlan plan = _method.Plan(
            new PlanRequest
            {
                PartCount = parts,
                Budget = budget,
                HeldOut = heldOut,
            }
        );
        Assert.Equal(budget, plan.Cost);
        Assert.Equal(heldOut, plan.HeldOut?.RowCount ?? 0);
        Assert.Equal(budget, MaskIndex.Over(plan.AllMasks()).Count);
    }

    [Fact]
    public void TheSeedDecidesTheMasks()
    {
        var request = new PlanRequest { PartCount = 64, Budget = 900 };
        Assert.True(
            _method.Plan(request).Masks.Words.SequenceEqual(_method.Plan(request).Masks.Words)
        );
        Assert.False(
            _method
                .Plan(request)
                .Masks.Words.SequenceEqual(_method.Plan(request with { Seed = 2 }).Masks.Words)
        );
    }

    [Fact]
    public void BinsAreSumsOfTheTermsThatFallInThem()
    {
        FourierGame game = FourierGame.Draw(40, 60, 4, 0, 12);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 40, Budget = 700 });
        var design = (CodedDesign)plan.Design;
        var spectra = new BinSpectra(design);
        spectra.Load(game.Values(plan.Masks));
        for (int c = 0; c < design.Groups.Count; c++)
        {
            CodedGroup group = design.Groups[c];
            for (int bin = 0; bin < group.BinCount; bin++)
            {
                var expected = new double[design.Delays];
                foreach (
                    SpectrumTerm term in game.Truth.Terms.Where(term =>
                        group.BinOf(term.Parts.Parts) == bin
                    )
                )
                {
                    for (int delay = 0; delay < expected.Length; delay++)
                    {
                        // Row l = 0 of a group holds the delays themselves.
                        ReadOnlySpan<ulong> mask = plan.Masks.Row(group.Rows[delay]);
                        expected[delay] += term.Coefficient * term.Parts.Character(mask);
                    }
                }

                for (int delay = 0; delay < expected.Length; delay++)
                {
                    Assert.Equal(expected[delay], spectra.Bin(c, bin)[delay], 1e-12);
                }
            }
        }
    }

    [Theory]
    [InlineData(48, 3, new[] { 5, 3, 3 })]
    [InlineData(24, 3, new[] { 4, 2, 2 })]
    [InlineData(64, 3, new[] { 5, 4, 4 })]
    [InlineData(8, 3, new[] { 3 })]
    [InlineData(48, 1, new[] { 5 })]
    public void GroupsFillTheBudget(int units, int most, int[] bits) =>
        Assert.Equal(bits, SpexPlanner.Layout(units * 36, 36, 64, most));

    [Fact]
    public void ABudgetTooSmallNamesTheLeastThatWorks()
    {
        var request = new PlanRequest
        {
            PartCount = 64,
            Budget = 200,
            HeldOut = 30,
        };
        var error = Assert.Throws<BudgetTooSmallException>(() => _method.Plan(request));
        Assert.Equal(8 * 36 + 30, error.Least);
        Assert.Equal(error.Least, _method.Plan(request with { Budget = error.Least }).Cost);
        Assert.Throws<BudgetTooSmallException>(() =>
            _method.Plan(request with { Budget = error.Least - 1 })
        );
    }

    [Theory]
    [InlineData(100_000, 5, "code-too-long")]
    [InlineData(64, 9, "order-out-of-range")]
    public void WhatCannotBeCodedIsRefused(int parts, int order, string name) =>
        Assert.Equal(
            name,
            Assert
                .Throws<InterplayException>(() =>
                    _method.Plan(
                        new PlanRequest
                        {
                            PartCount = parts,
                            Budget = 100_000,
                            MaxOrder = order,
                        }
                    )
                )
                .Name
        );

    [Theory]
    [InlineData(5, 20, 30, 52)]
    [InlineData(9, 300, 400, 312 + 200)]
    [InlineData(9, 360, 400, 512 + 360)]
    public void FewPartsLearnFromWhatHoldingOutLeaves(int parts, int heldOut, int budget, int works)
    {
        var request = new PlanRequest
        {
            PartCount = parts,
            Budget = budget,
            HeldOut = heldOut,
        };
        var error = Assert.Throws<BudgetTooSmallException>(() => _method.Plan(request));
        MaskPlan least = _method.Plan(request with { Budget = error.Least });
        Assert.InRange(least.Cost, 1, 1 << parts);
        Assert.InRange(error.Least, 1, works);
        MaskPlan all = _method.Plan(request with { Budget = (1 << parts) + heldOut });
        Assert.Equal(1 << parts, all.Masks.RowCount);
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        SpexOptions good = new();
        foreach (
            SpexOptions bad in (SpexOptions[])
                [
                    good with
                    {
                        Groups = 0,
                    },
                    good with
                    {
                        MaxDegree = 9,
                    },
                    good with
                    {
                        MaxInversions = 17,
                    },
                    good with
                    {
                        MaxScreened = -1,
                    },
                    good with
                    {
                        Decoding = (SpexDecoding)2,
                    },
                ]
        )
        {
            Assert.Equal(
                "option-out-of-range",
                Assert.Throws<InterplayException>(() => new SpexMethod(bad)).Name
            );
        }
    }

    [Fact]
    public void ATableThatLostItsDesignIsRecoveredInAnyRowOrder()
    {
        FourierGame game = FourierGame.Draw(64, 20, 5, 0, 5);
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 64, Budget = 864 });
        MaskMatrix shuffled = plan.Masks.Select(
            new SeededRandom(3).Permutation(plan.Masks.RowCount)
        );
        MaskPlan table = plan with { Design = new UniformDesign(), Masks = shuffled };
        Spectrum expected = _method.Run(plan, game.Values(plan.Masks)).Outputs[0].Spectrum;
        Spectrum found = _method.Run(table, game.Values(shuffled)).Outputs[0].Spectrum;
        Assert.Equal(
            expected.Terms.Select(term => term.Parts),
            found.Terms.Select(term => term.Parts)
        );
    }

    [Fact]
    public void OtherMasksAreRefusedByName()
    {
        MaskPlan plan = _method.Plan(new PlanRequest { PartCount = 64, Budget = 864 });
        MaskPlan table = plan with
        {
            Design = new UniformDesign(),
            Masks = UniformDesign.Draw(64, 864, new SeededRandom(1)),
        };
        Assert.Equal(
            "masks-not-coded",
            Assert.Throws<InterplayException>(() => _method.Run(table, new double[864])).Name
        );
    }
}

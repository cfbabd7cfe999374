using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Optimisation;

namespace Interplay.Tests.Optimisation;

public sealed class SpectrumOptimiserTests
{
    /// <summary>Every goal on random spectra up to order 5, against all 2^n masks.</summary>
    [Theory]
    [InlineData(1UL, 6)]
    [InlineData(2UL, 9)]
    [InlineData(3UL, 12)]
    [InlineData(4UL, 16)]
    public void FindsTheBestOfAllMasks(ulong seed, int partCount)
    {
        Spectrum spectrum = Random(seed, partCount);
        MaskGoal[] goals =
        [
            new(),
            new() { Maximise = false },
            MaskGoal.Removing(partCount, 2),
            MaskGoal.Removing(partCount, partCount / 2),
            new() { LeastKept = 2, MostKept = 4 },
            new()
            {
                ForcedKept = [0, 2],
                ForcedRemoved = [1],
                MostKept = 4,
            },
        ];
        foreach (MaskGoal goal in goals)
        {
            OptimalMask found = SpectrumOptimiser.Optimise(
                spectrum,
                goal,
                TestContext.Current.CancellationToken
            );
            double best = BruteForce(spectrum, goal);
            Assert.True(found.IsProven, $"seed {seed}, {goal}");
            Assert.True(IsAllowed(found.Mask, goal), $"seed {seed}, {goal}: {found.Mask}");
            Assert.Equal(best, found.Value, 1e-9);
            Assert.InRange(found.Gap, 0, 1e-9);
            Assert.Equal(
                found,
                SpectrumOptimiser.Optimise(spectrum, goal, TestContext.Current.CancellationToken)
            );
        }
    }

    [Fact]
    public void WhatNoMaskCanMeetIsANamedError()
    {
        Spectrum spectrum = Random(1, 6);
        Func<MaskGoal>[] goals =
        [
            static () => new() { ForcedKept = [1], ForcedRemoved = [1] },
            static () => new() { ForcedKept = [0, 1], MostKept = 1 },
            static () => new() { ForcedRemoved = [0], LeastKept = 6 },
            static () => new() { ForcedKept = [6] },
            static () => MaskGoal.Removing(6, 7),
        ];
        Assert.All(
            goals,
            goal =>
                Assert.Equal(
                    "optimisation-infeasible",
                    Assert
                        .Throws<InterplayException>(() =>
                            SpectrumOptimiser.Optimise(
                                spectrum,
                                goal(),
                                TestContext.Current.CancellationToken
                            )
                        )
                        .Name
                )
        );
    }

    private static Spectrum Random(ulong seed, int partCount)
    {
        var random = new SeededRandom(seed);
        var terms = new Dictionary<PartSet, double>();
        for (int i = 0; i < 4 * partCount; i++)
        {
            int order = random.NextInt(6);
            terms[PartSet.Of(random.Permutation(partCount).AsSpan(0, order))] =
                random.NextGaussian();
        }

        return new Spectrum(
            partCount,
            terms.Select(static term => new SpectrumTerm(term.Key, term.Value))
        );
    }

    private static double BruteForce(Spectrum spectrum, MaskGoal goal)
    {
        IEnumerable<double> values = Enumerable
            .Range(0, 1 << spectrum.PartCount)
            .Select(bits => Mask.FromWords([(ulong)bits], spectrum.PartCount))
            .Where(mask => IsAllowed(mask, goal))
            .Select(mask => spectrum.Evaluate(mask.Words));
        return goal.Maximise ? values.Max() : values.Min();
    }

    private static bool IsAllowed(Mask mask, MaskGoal goal) =>
        mask.KeptCount >= goal.LeastKept
        && mask.KeptCount <= (goal.MostKept ?? mask.PartCount)
        && goal.ForcedKept.All(part => mask[part])
        && goal.ForcedRemoved.All(part => !mask[part]);
}

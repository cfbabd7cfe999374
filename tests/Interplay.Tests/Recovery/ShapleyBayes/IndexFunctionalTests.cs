using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Recovery.Exact;
using Interplay.Recovery.ShapleyBayes;

namespace Interplay.Tests.Recovery.ShapleyBayes;

/// <summary>Every index of a kernel in closed form is what all masks, one by one, give.</summary>
public sealed class IndexFunctionalTests
{
    private const int Parts = 6;

    public static TheoryData<InteractionIndex, int> Indices =>
        new()
        {
            { InteractionIndex.SV, 1 },
            { InteractionIndex.SII, 3 },
            { InteractionIndex.KSII, 1 },
            { InteractionIndex.KSII, 2 },
            { InteractionIndex.STII, 1 },
            { InteractionIndex.STII, 2 },
            { InteractionIndex.STII, 3 },
            { InteractionIndex.FSII, 1 },
            { InteractionIndex.FSII, 2 },
            { InteractionIndex.FSII, 3 },
            { InteractionIndex.CHII, 3 },
            { InteractionIndex.Moebius, 3 },
            { InteractionIndex.CoMoebius, 3 },
            { InteractionIndex.BII, 3 },
        };

    [Theory]
    [MemberData(nameof(Indices))]
    public void Covariances_are_the_index_of_the_kernel_over_all_masks(
        InteractionIndex index,
        int order
    )
    {
        foreach (FunctionPart part in Enum.GetValues<FunctionPart>())
        {
            ulong seed = (ulong)(7 + (int)index);
            SizeKernel kernel = Drawn(seed, part);
            MaskMatrix all = ExhaustiveDesign.All(Parts);
            double[,] covariance = CovarianceOf(kernel, all);
            MaskMatrix asked = all.Select([0, 5, 21, 63]);
            for (int size = 1; size <= order; size++)
            {
                var functional = new IndexFunctional(
                    kernel,
                    DiagonalMeasure.Of(index, order, size, Parts)
                );
                IndexFunctional.Covariances found = functional.With(SizedRows.Of(asked));
                for (int row = 0; row < asked.RowCount; row++)
                {
                    int place = (int)asked.Row(row)[0];
                    InteractionValues expected = Values(
                        index,
                        order,
                        [
                            .. Enumerable
                                .Range(0, all.RowCount)
                                .Select(other => covariance[place, other]),
                        ]
                    );
                    foreach (
                        Interaction one in expected.Interactions.Where(one =>
                            one.Parts.Order == size
                        )
                    )
                    {
                        var covariances = new double[asked.RowCount];
                        found.Of(one.Parts, covariances);
                        Assert.True(
                            Math.Abs(one.Strength - covariances[row]) < 1e-9,
                            $"seed {seed}, {part}, {one.Parts}: {covariances[row]} for {one.Strength}"
                        );
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void The_prior_variance_is_the_index_of_the_index_of_the_kernel(
        InteractionIndex index,
        int order
    )
    {
        foreach (FunctionPart part in Enum.GetValues<FunctionPart>())
        {
            SizeKernel kernel = Drawn(3, part);
            MaskMatrix all = ExhaustiveDesign.All(Parts);
            for (int size = 1; size <= order; size++)
            {
                var functional = new IndexFunctional(
                    kernel,
                    DiagonalMeasure.Of(index, order, size, Parts)
                );
                PartSet set = PartSet.Of([.. Enumerable.Range(1, size)]);
                var covariances = new double[all.RowCount];
                functional.With(SizedRows.Of(all)).Of(set, covariances);
                double expected = Values(index, order, covariances)
                    .Interactions.Where(one => one.Parts == set)
                    .Sum(static one => one.Strength);
                Assert.Equal(expected, functional.Variance(set), 1e-8);
            }
        }
    }

    [Fact]
    public void An_index_with_a_symmetric_measure_reads_one_part_of_a_function_only()
    {
        foreach (FunctionPart part in new[] { FunctionPart.Odd, FunctionPart.Even })
        {
            Assert.Equal(part == FunctionPart.Even, IsBlind(InteractionIndex.SV, 1, part));
            Assert.Equal(part == FunctionPart.Odd, IsBlind(InteractionIndex.SII, 2, part));
            Assert.Equal(part == FunctionPart.Even, IsBlind(InteractionIndex.BII, 3, part));
            Assert.False(IsBlind(InteractionIndex.KSII, 1, part));
            Assert.False(IsBlind(InteractionIndex.STII, 2, part));
        }

        static bool IsBlind(InteractionIndex index, int size, FunctionPart part) =>
            new IndexFunctional(
                Drawn(5, part),
                DiagonalMeasure.Of(index, Math.Max(2, size), size, Parts)
            ).IsBlind;
    }

    /// <summary>Covariances of the function at all masks; of a half of it the white part of a pair is one.</summary>
    private static double[,] CovarianceOf(SizeKernel kernel, MaskMatrix all)
    {
        int count = all.RowCount;
        double[] lower = SizePosterior.CovarianceOf(kernel, SizedRows.Of(all));
        var covariance = new double[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                covariance[row, column] =
                    lower[Math.Max(row, column) * count + Math.Min(row, column)]
                    + (column == count - 1 - row ? 2 * kernel.MirroredShare * kernel.White : 0);
            }
        }

        return covariance;
    }

    private static InteractionValues Values(InteractionIndex index, int order, double[] values)
    {
        var method = new ExactMethod();
        MaskPlan plan = MaskPlan.Given(
            new PlanRequest { PartCount = Parts, Budget = values.Length },
            ExhaustiveDesign.All(Parts)
        );
        Spectrum spectrum = method.Recover(plan, values).Outputs[0].Spectrum;
        return InteractionValues.Compute(spectrum, index, order);
    }

    private static SizeKernel Drawn(ulong seed, FunctionPart part)
    {
        var random = new SeededRandom(seed, 1);
        return SizeKernel.Of(
            Parts,
            [.. SizeKernel.Centre(Parts).Select(value => value + random.NextGaussian() / 2)],
            part
        );
    }
}

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
        ulong seed = (ulong)(7 + (int)index);
        SizeKernel kernel = Drawn(seed, isOdd: false);
        MaskMatrix all = ExhaustiveDesign.All(Parts);
        SizedRows rows = SizedRows.Of(all);
        double[] covariance = SizePosterior.CovarianceOf(kernel, rows);
        MaskMatrix asked = all.Select([0, 5, 21, 63]);
        for (int size = 1; size <= order; size++)
        {
            var functional = new IndexFunctional(
                kernel,
                DiagonalMeasure.Of(index, order, size, Parts),
                kernel.SizeCorrelations()
            );
            double[][] products = functional.DiagonalProducts(SizedRows.Of(asked));
            for (int row = 0; row < asked.RowCount; row++)
            {
                int place = (int)asked.Row(row)[0];
                InteractionValues expected = Values(
                    index,
                    order,
                    [.. Enumerable.Range(0, all.RowCount).Select(other => At(place, other))]
                );
                foreach (
                    Interaction one in expected.Interactions.Where(one => one.Parts.Order == size)
                )
                {
                    var covariances = new double[asked.RowCount];
                    functional.Covariances(one.Parts, SizedRows.Of(asked), products, covariances);
                    Assert.True(
                        Math.Abs(one.Strength - covariances[row]) < 1e-9,
                        $"seed {seed}, {one.Parts}: {covariances[row]} for {one.Strength}"
                    );
                }
            }
        }

        double At(int row, int column) =>
            covariance[Math.Max(row, column) * all.RowCount + Math.Min(row, column)];
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void The_prior_variance_is_the_index_of_the_index_of_the_kernel(
        InteractionIndex index,
        int order
    )
    {
        SizeKernel kernel = Drawn(3, isOdd: false);
        MaskMatrix all = ExhaustiveDesign.All(Parts);
        SizedRows rows = SizedRows.Of(all);
        for (int size = 1; size <= order; size++)
        {
            var functional = new IndexFunctional(
                kernel,
                DiagonalMeasure.Of(index, order, size, Parts),
                kernel.SizeCorrelations()
            );
            double[][] products = functional.DiagonalProducts(rows);
            PartSet set = PartSet.Of([.. Enumerable.Range(1, size)]);
            var covariances = new double[all.RowCount];
            functional.Covariances(set, rows, products, covariances);
            double expected = Values(index, order, covariances)
                .Interactions.Single(one => one.Parts == set)
                .Strength;
            Assert.Equal(expected, functional.Variance(set), 1e-8);
        }
    }

    [Fact]
    public void Shapley_values_of_the_odd_part_are_those_of_the_function()
    {
        SizeKernel kernel = Drawn(5, isOdd: true);
        MaskMatrix all = ExhaustiveDesign.All(Parts);
        SizedRows rows = SizedRows.Of(all);
        var functional = new IndexFunctional(
            kernel,
            DiagonalMeasure.Of(InteractionIndex.SV, 1, 1, Parts),
            kernel.SizeCorrelations()
        );
        double[][] products = functional.DiagonalProducts(rows);
        double[] covariance = SizePosterior.CovarianceOf(kernel, rows);
        for (int row = 0; row < all.RowCount; row++)
        {
            // The white part of a pair is one: what a mask has, its complement has with the other sign.
            double[] values =
            [
                .. Enumerable
                    .Range(0, all.RowCount)
                    .Select(other =>
                        covariance[Math.Max(row, other) * all.RowCount + Math.Min(row, other)]
                        - (other == all.RowCount - 1 - row ? kernel.White : 0)
                    ),
            ];
            InteractionValues expected = Values(InteractionIndex.SV, 1, values);
            var covariances = new double[all.RowCount];
            functional.Covariances(PartSet.Of(2), rows, products, covariances);
            Assert.Equal(
                expected.Interactions.Single(one => one.Parts == PartSet.Of(2)).Strength,
                covariances[row],
                1e-9
            );
        }
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

    private static SizeKernel Drawn(ulong seed, bool isOdd)
    {
        var random = new SeededRandom(seed, 1);
        return SizeKernel.Of(
            Parts,
            [.. SizeKernel.Centre(Parts).Select(value => value + random.NextGaussian() / 2)],
            isOdd
        );
    }
}

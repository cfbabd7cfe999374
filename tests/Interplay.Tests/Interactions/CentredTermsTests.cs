using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Tests.Interactions;

public sealed class CentredTermsTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Joint_effects_are_averages_over_masks_of_that_share(double share)
    {
        const int n = 5;
        Spectrum spectrum = ExactFunctions.Random(n, 12, 4, 3);
        Spectrum centred = CentredTerms.Of(spectrum, share);
        foreach (int set in new[] { 0b00001, 0b00110, 0b10101 })
        {
            Assert.Equal(
                Average(spectrum, n, set, share),
                Math.Pow(-2, int.PopCount(set)) * centred[Parts(set, n)],
                1e-9
            );
        }
    }

    /// <summary>Parseval in the basis of the masks.</summary>
    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Energies_sum_to_the_variance_over_masks_of_that_share(double share)
    {
        const int n = 6;
        Spectrum spectrum = ExactFunctions.Random(n, 15, 4, 7);
        double mean = Sum(n, share, mask => spectrum.Evaluate(mask));
        double variance = Sum(n, share, mask => Math.Pow(spectrum.Evaluate(mask) - mean, 2));
        Spectrum normalised = CentredTerms.NormalisedOf(spectrum, share);
        Assert.Equal(variance, normalised.Variance, 1e-9 * variance);
        Assert.Equal(mean, normalised.Constant, 1e-9);
    }

    [Fact]
    public void Errors_of_terms_add_up_in_the_effects_that_they_have_a_part_in()
    {
        var spectrum = new Spectrum(
            3,
            [
                new SpectrumTerm(PartSet.Of(0), 2, 0.3),
                new SpectrumTerm(PartSet.Of(0, 1), 1, 0.5),
                new SpectrumTerm(PartSet.Of(2), 1),
            ]
        );
        Spectrum centred = CentredTerms.Of(spectrum, 0.9);
        Assert.True(centred.TryGet(PartSet.Of(0), out SpectrumTerm own));
        Assert.Equal(Math.Sqrt(0.09 + 0.64 * 0.25), own.StandardError!.Value, 1e-12);
        Assert.True(centred.TryGet(PartSet.Of(2), out SpectrumTerm unknown));
        Assert.Null(unknown.StandardError);
    }

    [Fact]
    public void Terms_of_too_many_parts_are_a_named_error() =>
        Assert.Equal(
            "expansion-too-large",
            Assert
                .Throws<InterplayException>(() =>
                    CentredTerms.Of(
                        new Spectrum(
                            30,
                            [new SpectrumTerm(PartSet.Of([.. Enumerable.Range(0, 21)]), 1)]
                        ),
                        0.9
                    )
                )
                .Name
        );

    /// <summary>FBII is the closest function of its order: any other of the order is farther, over masks of the share.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_faithful_index_is_the_closest_function_over_masks_of_that_share(double share)
    {
        const int n = 6;
        const int order = 2;
        Spectrum spectrum = ExactFunctions.Random(n, 15, 4, 11);
        InteractionValues values = InteractionValues.ComputeAt(
            spectrum,
            InteractionIndex.FBII,
            order,
            share
        );
        double least = Distance(values.Interactions);
        foreach (Interaction one in values.Interactions)
        {
            foreach (double step in new[] { -0.01, 0.01 })
            {
                Assert.True(
                    Distance(
                        values.Interactions.Select(other =>
                            other.Parts == one.Parts
                                ? other with
                                {
                                    Strength = other.Strength + step,
                                }
                                : other
                        )
                    ) > least
                );
            }
        }

        double Distance(IEnumerable<Interaction> model) =>
            Sum(
                n,
                share,
                mask =>
                {
                    ulong kept = mask[0];
                    double predicted = model
                        .Where(term =>
                            term.Parts.Parts.ToArray().All(part => (kept >> part & 1) != 0)
                        )
                        .Sum(static term => term.Strength);
                    return Math.Pow(spectrum.Evaluate(mask) - predicted, 2);
                }
            );
    }

    /// <summary>The mean over all masks, weighted by how likely each is drawn.</summary>
    private static double Sum(int n, double share, Func<ulong[], double> value) =>
        Enumerable
            .Range(0, 1 << n)
            .Sum(mask =>
                Math.Pow(share, int.PopCount(mask))
                * Math.Pow(1 - share, n - int.PopCount(mask))
                * value([(ulong)mask])
            );

    /// <summary>The discrete derivative by every part of the set, averaged over the others with the weights of their draws.</summary>
    private static double Average(Spectrum spectrum, int n, int set, double share)
    {
        double sum = 0;
        for (int others = 0; others < 1 << n; others++)
        {
            if ((others & set) != 0)
            {
                continue;
            }

            double derivative = 0;
            for (int kept = 0; kept < 1 << n; kept++)
            {
                if ((kept & ~set) == 0)
                {
                    double sign = (int.PopCount(set ^ kept) & 1) == 0 ? 1 : -1;
                    derivative += sign * spectrum.Evaluate([(ulong)(others | kept)]);
                }
            }

            int free = n - int.PopCount(set);
            int ones = int.PopCount(others);
            sum += Math.Pow(share, ones) * Math.Pow(1 - share, free - ones) * derivative;
        }

        return sum;
    }

    private static PartSet Parts(int set, int n) =>
        PartSet.Of([.. Enumerable.Range(0, n).Where(part => (set >> part & 1) != 0)]);
}

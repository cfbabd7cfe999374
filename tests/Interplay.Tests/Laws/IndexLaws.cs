using CsCheck;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Tests.Interactions;

namespace Interplay.Tests.Laws;

public sealed class IndexLaws
{
    private static readonly Gen<(ulong Seed, int Order)> Cases = Gen.Select(
        Gen.ULong,
        Gen.Int[1, 4]
    );

    public static TheoryData<InteractionIndex> All => [.. Enum.GetValues<InteractionIndex>()];

    private static int? Order(InteractionIndex index, int order) =>
        index is InteractionIndex.SV or InteractionIndex.BV ? null : order;

    [Theory]
    [InlineData(InteractionIndex.SV)]
    [InlineData(InteractionIndex.KSII)]
    [InlineData(InteractionIndex.STII)]
    [InlineData(InteractionIndex.FSII)]
    public void EfficientIndicesSumToTheWholeEffect(InteractionIndex index) =>
        Cases.Sample(
            c =>
            {
                Spectrum f = ExactFunctions.Random(9, 25, 9, c.Seed);
                InteractionValues values = InteractionValues.Compute(
                    f,
                    index,
                    Order(index, c.Order)
                );
                double whole = f.Evaluate(Mask.Full(9).Words) - f.Evaluate(Mask.Empty(9).Words);
                Assert.Equal(whole, ExactFunctions.Sum(values), 1e-11);
                Assert.Equal(f.Evaluate(Mask.Empty(9).Words), values[PartSet.Empty], 1e-12);
            },
            iter: 60
        );

    /// <summary>Terms of 30 parts would have 2^30 subsets, and their weights cancel to nothing in floating point.</summary>
    [Theory]
    [InlineData(InteractionIndex.SV, 1)]
    [InlineData(InteractionIndex.KSII, 3)]
    [InlineData(InteractionIndex.STII, 3)]
    [InlineData(InteractionIndex.FSII, 3)]
    [InlineData(InteractionIndex.FSII, 2)]
    public void EfficiencyHoldsForTermsOfThirtyParts(InteractionIndex index, int order)
    {
        Spectrum f = ExactFunctions.Random(40, 6, 1, 3);
        f = f.Add(
            new Spectrum(
                40,
                [
                    new SpectrumTerm(PartSet.Of([.. Enumerable.Range(2, 30)]), 1.5),
                    new SpectrumTerm(PartSet.Of([.. Enumerable.Range(5, 29)]), -0.75),
                ]
            )
        );
        InteractionValues values = InteractionValues.Compute(f, index, order);
        double whole = f.Evaluate(Mask.Full(40).Words) - f.Evaluate(Mask.Empty(40).Words);
        Assert.Equal(whole, ExactFunctions.Sum(values), 1e-10);
    }

    /// <summary>One term of a thousand parts: by symmetry each part has the same share of f(full) - f(empty) = -2.</summary>
    [Theory]
    [InlineData(InteractionIndex.SV)]
    [InlineData(InteractionIndex.KSII)]
    [InlineData(InteractionIndex.STII)]
    [InlineData(InteractionIndex.FSII)]
    [InlineData(InteractionIndex.CHII)]
    public void WeightsAreExactForHugeTerms(InteractionIndex index)
    {
        var f = new Spectrum(
            1000,
            [new SpectrumTerm(PartSet.Of([.. Enumerable.Range(0, 999)]), 1)]
        );
        InteractionValues values = InteractionValues.Compute(f, index, 1);
        Assert.Equal(-2.0 / 999, values[PartSet.Of(500)], 1e-17);
        Assert.Equal(0, values[PartSet.Of(999)]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AnIndexIsLinear(InteractionIndex index) =>
        Cases.Sample(
            c =>
            {
                Spectrum f = ExactFunctions.Random(8, 20, 8, c.Seed);
                Spectrum g = ExactFunctions.Random(8, 20, 8, c.Seed + 1);
                int? order = Order(index, c.Order);
                InteractionValues both = InteractionValues.Compute(
                    Spectrum.Combine([f, g], 2, -3),
                    index,
                    order
                );
                InteractionValues ofF = InteractionValues.Compute(f, index, order);
                InteractionValues ofG = InteractionValues.Compute(g, index, order);
                foreach (Interaction value in both.Interactions)
                {
                    Assert.Equal(
                        2 * ofF[value.Parts] - 3 * ofG[value.Parts],
                        value.Strength,
                        1e-9 * (1 + Math.Abs(value.Strength))
                    );
                }

                Assert.Equal(2 * ofF.Baseline - 3 * ofG.Baseline, both.Baseline, 1e-9);
            },
            iter: 20
        );

    /// <summary>A part in no term is a dummy: it is in no interaction. Renaming parts renames interactions.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void DummiesTakeNoPartAndNamesDoNotMatter(InteractionIndex index) =>
        Cases.Sample(
            c =>
            {
                Spectrum f = ExactFunctions.Random(7, 15, 5, c.Seed);
                int[] names = new SeededRandom(c.Seed, 1).Permutation(11)[..7];
                var renamed = new Spectrum(
                    11,
                    f.Terms.Select(t => new SpectrumTerm(Rename(t.Parts), t.Coefficient))
                );
                int? order = Order(index, c.Order);
                InteractionValues before = InteractionValues.Compute(f, index, order);
                InteractionValues after = InteractionValues.Compute(renamed, index, order);
                Assert.Equal(before.Interactions.Count, after.Interactions.Count);
                foreach (Interaction value in before.Interactions)
                {
                    Assert.Equal(value.Strength, after[Rename(value.Parts)], 1e-9);
                }

                PartSet Rename(PartSet set) =>
                    PartSet.Of([.. set.Parts.ToArray().Select(part => names[part])]);
            },
            iter: 20
        );

    /// <summary>Equal roles get equal strengths.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void SymmetricPartsAreEqual(InteractionIndex index)
    {
        var f = new Spectrum(
            5,
            [
                new SpectrumTerm(PartSet.Of(0), 1.25),
                new SpectrumTerm(PartSet.Of(1), 1.25),
                new SpectrumTerm(PartSet.Of(0, 1), -0.5),
                new SpectrumTerm(PartSet.Of(0, 2, 3), 2),
                new SpectrumTerm(PartSet.Of(1, 2, 3), 2),
                new SpectrumTerm(PartSet.Of(0, 1, 2, 3, 4), 0.3),
            ]
        );
        InteractionValues values = InteractionValues.Compute(f, index, Order(index, 3));
        Assert.Equal(values[PartSet.Of(0)], values[PartSet.Of(1)], 1e-14);
        Assert.Equal(values[PartSet.Of(0, 2)], values[PartSet.Of(1, 2)], 1e-14);
        Assert.Equal(values[PartSet.Of(0, 2, 3)], values[PartSet.Of(1, 2, 3)], 1e-14);
    }

    [Fact]
    public void BanzhafInteractionsAreScaledFourierTerms() =>
        Gen.ULong.Sample(
            seed =>
            {
                Spectrum f = ExactFunctions.Random(12, 30, 6, seed);
                InteractionValues values = InteractionValues.Compute(f, InteractionIndex.BII, 6);
                foreach (SpectrumTerm term in f.Terms)
                {
                    double factor = Math.Pow(-2, term.Parts.Order);
                    Assert.Equal(factor * term.Coefficient, values[term.Parts], 1e-12);
                }
            },
            iter: 20
        );

    /// <summary>Definitions by discrete derivatives: SII, BII, Co-Moebius and CHII (weights of Marichal and Roubens, 1999), table against spectrum.</summary>
    [Fact]
    public void ClosedFormsMatchDiscreteDerivatives()
    {
        const int n = 7;
        double[] table = ExactFunctions.ToTable(ExactFunctions.Random(n, 20, n, 11));
        Spectrum f = ExactFunctions.ToSpectrum(table);
        for (int set = 1; set < table.Length; set++)
        {
            PartSet parts = PartSet.FromWords([(ulong)set]);
            int s = parts.Order;
            Check(InteractionIndex.SII, r => Beta(n - s - r + 1, r + 1));
            Check(InteractionIndex.BII, _ => Math.Pow(2, s - n));
            Check(InteractionIndex.CHII, r => s * Beta(n - s - r + 1, s + r));
            Check(InteractionIndex.CoMoebius, r => r == n - s ? 1 : 0);
            Check(InteractionIndex.Moebius, r => r == 0 ? 1 : 0);

            void Check(InteractionIndex index, Func<int, double> weight) =>
                Assert.Equal(
                    ExactFunctions.MeanDerivative(table, set, weight),
                    InteractionValues.Compute(f, index, n)[parts],
                    1e-9
                );
        }

        static double Beta(int a, int b)
        {
            double value = 1.0 / (a + b - 1);
            for (int i = 1; i < b; i++)
            {
                value *= (double)i / (a + b - 1 - i);
            }

            return value;
        }
    }

    /// <summary>FBII of order L is the least-squares fit over uniform masks: the Moebius form of the spectrum cut at order L.</summary>
    [Fact]
    public void FaithfulBanzhafIsTheCutSpectrum()
    {
        Spectrum f = ExactFunctions.Random(8, 30, 8, 5);
        InteractionValues values = InteractionValues.Compute(f, InteractionIndex.FBII, 3);
        Spectrum cut = MoebiusSpectrum.Of(8, values.Interactions);
        foreach (SpectrumTerm term in f.OfOrder(0, 3).Terms)
        {
            Assert.Equal(term.Coefficient, cut[term.Parts], 1e-12);
        }

        Assert.True(cut.OfOrder(4, 8).Variance < 1e-24);
    }

    [Fact]
    public void MoebiusRoundTrips() =>
        Gen.ULong.Sample(
            seed =>
            {
                Spectrum f = ExactFunctions.Random(20, 12, 8, seed);
                Spectrum back = MoebiusSpectrum.Of(
                    20,
                    InteractionValues.Compute(f, InteractionIndex.Moebius).Interactions
                );
                foreach (SpectrumTerm term in back.Terms)
                {
                    Assert.Equal(f[term.Parts], term.Coefficient, 1e-11);
                }
            },
            iter: 20
        );

    /// <summary>The variance of a weighted sum of independent errors, against a simulation of them.</summary>
    [Theory]
    [InlineData(InteractionIndex.SV, 1)]
    [InlineData(InteractionIndex.KSII, 2)]
    [InlineData(InteractionIndex.FBII, 2)]
    public void StandardErrorsAreThoseOfIndependentCoefficients(InteractionIndex index, int order)
    {
        Spectrum f = ExactFunctions.Random(6, 12, 4, 21);
        InteractionValues values = InteractionValues.Compute(f, index, order);
        var random = new SeededRandom(77);
        var squares = new Dictionary<PartSet, double>();
        const int draws = 4000;
        for (int draw = 0; draw < draws; draw++)
        {
            var noisy = new Spectrum(
                6,
                f.Terms.Select(t => new SpectrumTerm(
                    t.Parts,
                    t.Coefficient + t.StandardError!.Value * random.NextGaussian()
                ))
            );
            foreach (Interaction v in InteractionValues.Compute(noisy, index, order).Interactions)
            {
                double error = v.Strength - values[v.Parts];
                squares[v.Parts] = squares.GetValueOrDefault(v.Parts) + error * error;
            }
        }

        foreach (Interaction v in values.Interactions)
        {
            double simulated = Math.Sqrt(squares[v.Parts] / draws);
            Assert.InRange(v.StandardError!.Value / simulated, 0.93, 1.07);
        }
    }
}

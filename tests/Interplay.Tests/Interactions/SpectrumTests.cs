using CsCheck;
using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Masks.Designs;

namespace Interplay.Tests.Interactions;

public sealed class SpectrumTests
{
    [Theory]
    [InlineData(5, 3, 10)]
    [InlineData(70, 64, 30)]
    [InlineData(130, 513, 200)]
    [InlineData(300, 1, 40)]
    [InlineData(10, 900, 6000)]
    public void EvaluatingManyMasksIsBitIdenticalToOneByOne(int parts, int rows, int terms)
    {
        terms = Math.Min(terms, parts < 20 ? (1 << parts) - 24 : terms);
        Spectrum f = ExactFunctions.Random(parts, terms, Math.Min(parts, 9), 4);
        MaskMatrix masks = MaskMatrix.Create(
            rows,
            parts,
            (row, words) =>
            {
                var random = new SeededRandom((ulong)row);
                foreach (ref ulong word in words)
                {
                    word = random.NextBits();
                }
            }
        );
        double[] values = f.Evaluate(masks);
        Assert.Equal(rows, values.Length);
        for (int row = 0; row < rows; row++)
        {
            Assert.Equal(f.Evaluate(masks.Row(row)), values[row]);
        }
    }

    /// <summary>Enough work for more than one core.</summary>
    [Fact]
    public void ManyCoresGiveTheSameBits()
    {
        Spectrum f = ExactFunctions.Random(40, 2000, 4, 8);
        MaskMatrix masks = UniformDesign.Draw(40, 3000, new SeededRandom(2));
        double[] values = f.Evaluate(masks);
        for (int row = 0; row < masks.RowCount; row += 7)
        {
            Assert.Equal(f.Evaluate(masks.Row(row)), values[row]);
        }
    }

    [Fact]
    public void MasksOfOtherPartsAreRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            ExactFunctions.Random(5, 3, 2, 1).Evaluate(MaskMatrix.Create(1, 6, (_, _) => { }))
        );

    [Fact]
    public void AlgebraIsPointwise() =>
        Gen.ULong.Sample(
            seed =>
            {
                Spectrum f = ExactFunctions.Random(7, 12, 5, seed);
                Spectrum g = ExactFunctions.Random(7, 12, 5, seed + 1);
                double[] a = ExactFunctions.ToTable(f);
                double[] b = ExactFunctions.ToTable(g);
                Check(f.Add(g), i => a[i] + b[i]);
                Check(f.Scale(-2.5), i => -2.5 * a[i]);
                Check(Spectrum.Combine([f, g, f], 1, 2, 3), i => 4 * a[i] + 2 * b[i]);
                Check(f.Multiply(g), i => a[i] * b[i]);

                static void Check(Spectrum spectrum, Func<int, double> expected)
                {
                    double[] table = ExactFunctions.ToTable(spectrum);
                    for (int i = 0; i < table.Length; i++)
                    {
                        Assert.Equal(expected(i), table[i], 1e-10);
                    }
                }
            },
            iter: 30
        );

    [Fact]
    public void ConditionFixesParts() =>
        Gen.ULong.Sample(
            seed =>
            {
                Spectrum f = ExactFunctions.Random(8, 30, 8, seed);
                Spectrum g = f.Condition([1, 6], [4]);
                Assert.All(
                    g.Terms,
                    term => Assert.DoesNotContain(term.Parts.Parts.ToArray(), p => p is 1 or 4 or 6)
                );
                for (ulong mask = 0; mask < 256; mask++)
                {
                    ulong restricted = (mask | 0b0100_0010) & ~0b0001_0000UL;
                    Assert.Equal(f.Evaluate([restricted]), g.Evaluate([mask]), 1e-12);
                }
            },
            iter: 30
        );

    [Fact]
    public void ConditionRefusesContradictions()
    {
        Spectrum f = ExactFunctions.Random(5, 6, 3, 1);
        Assert.Throws<ArgumentException>(() => f.Condition([1], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => f.Condition([5], []));
    }

    [Fact]
    public void ErrorsOfMergedTermsAddAsIndependent()
    {
        var f = new Spectrum(
            3,
            [
                new SpectrumTerm(PartSet.Of(0), 1, 0.3),
                new SpectrumTerm(PartSet.Of(0, 1), 1, 0.4),
                new SpectrumTerm(PartSet.Of(2), 1, 0.1),
                new SpectrumTerm(PartSet.Of(1, 2), 1),
            ]
        );
        Spectrum g = f.Condition([1], []);
        Assert.True(g.TryGet(PartSet.Of(0), out SpectrumTerm term));
        Assert.Equal(0, term.Coefficient);
        Assert.Equal(0.5, term.StandardError!.Value, 1e-15);
        Assert.True(g.TryGet(PartSet.Of(2), out term));
        Assert.Null(term.StandardError);
        Assert.True(f.Scale(-2).TryGet(PartSet.Of(0), out term));
        Assert.Equal(0.6, term.StandardError);
    }

    [Fact]
    public void EnergyObeysParseval() =>
        Gen.ULong.Sample(
            seed =>
            {
                Spectrum f = ExactFunctions.Random(9, 40, 6, seed);
                double[] table = ExactFunctions.ToTable(f);
                double mean = table.Average();
                Assert.Equal(mean, f.Constant, 1e-12);
                Assert.Equal(table.Average(y => (y - mean) * (y - mean)), f.Variance, 1e-10);
                Assert.Equal(table.Average(y => y * y), f.EnergyByOrder().Sum(), 1e-10);
                double[] influences = f.Influences();
                for (int part = 0; part < 9; part++)
                {
                    // Influence: a quarter of the mean squared effect of flipping the part.
                    double flips = 0;
                    for (int mask = 0; mask < table.Length; mask++)
                    {
                        double effect = table[mask] - table[mask ^ (1 << part)];
                        flips += effect * effect / 4 / table.Length;
                    }

                    Assert.Equal(flips, influences[part], 1e-10);
                }
            },
            iter: 20
        );

    [Fact]
    public void ViewsPickTerms()
    {
        Spectrum f = ExactFunctions.Random(10, 30, 4, 9);
        Assert.Equal(f.MaxOrder, f.Terms.Max(t => t.Parts.Order));
        IReadOnlyList<SpectrumTerm> top = f.TopTerms(5);
        Assert.Equal(5, top.Count);
        Assert.DoesNotContain(top, t => t.Parts.Order == 0);
        double least = Math.Abs(top[^1].Coefficient);
        Assert.Equal(5, f.Terms.Count(t => t.Parts.Order > 0 && Math.Abs(t.Coefficient) >= least));
        Assert.Equal(6, f.Truncate(5).Terms.Count);
        Assert.Equal(f.Constant, f.Truncate(5).Constant);
        Assert.All(f.Involving(3).Terms, t => Assert.True(t.Parts.Contains(3)));
        Assert.Equal(f.Influences()[3], f.Involving(3).Variance, 1e-12);
        Assert.All(f.OfOrder(2, 3).Terms, t => Assert.InRange(t.Parts.Order, 2, 3));
    }

    [Theory]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(1.0, double.NaN)]
    [InlineData(1.0, double.PositiveInfinity)]
    [InlineData(1.0, -0.5)]
    public void NumbersThatAreNoneAreRefused(double coefficient, double? error) =>
        Assert.Throws<ArgumentException>(() =>
            new Spectrum(3, [new SpectrumTerm(PartSet.Of(0), coefficient, error)])
        );

    [Fact]
    public void EffectiveTermsCountEqualOnes()
    {
        var flat = new Spectrum(
            20,
            Enumerable
                .Range(0, 20)
                .Select(part => new SpectrumTerm(
                    PartSet.Of(part),
                    part % 2 == 0 ? 1e-200 : -1e-200
                ))
                .Append(new SpectrumTerm(PartSet.Empty, 5))
        );
        Assert.Equal(20, flat.EffectiveTermCount, 1e-9);
        Assert.Equal(0, flat.OfOrder(0, 0).EffectiveTermCount);
    }
}

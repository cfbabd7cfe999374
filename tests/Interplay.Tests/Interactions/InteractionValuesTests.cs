using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Tests.Interactions;

public sealed class InteractionValuesTests
{
    [Theory]
    [InlineData("k-sii", InteractionIndex.KSII)]
    [InlineData("KSII", InteractionIndex.KSII)]
    [InlineData("moebius", InteractionIndex.Moebius)]
    [InlineData("CoMoebius", InteractionIndex.CoMoebius)]
    [InlineData("fbii", InteractionIndex.FBII)]
    public void NamesAreForgiving(string name, InteractionIndex index) =>
        Assert.Equal(index, InteractionIndexNames.Parse(name));

    [Fact]
    public void EveryNameReadsBack()
    {
        foreach (InteractionIndex index in Enum.GetValues<InteractionIndex>())
        {
            Assert.Equal(index, InteractionIndexNames.Parse(index.ToName()));
        }
    }

    [Theory]
    [InlineData("shapely")]
    [InlineData("")]
    [InlineData("3")]
    public void UnknownNamesAreRefusedWithTheKnownOnes(string name)
    {
        var e = Assert.Throws<InterplayException>(() => InteractionIndexNames.Parse(name));
        Assert.Equal("unknown-index", e.Name);
        Assert.Equal(ErrorKind.Request, e.Kind);
        Assert.Contains($"'{name}'", e.Message, StringComparison.Ordinal);
        Assert.Contains("k-SII", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InteractionIndex.SV, 2)]
    [InlineData(InteractionIndex.BV, 0)]
    [InlineData(InteractionIndex.FSII, 0)]
    public void OrdersOutOfRangeAreRefused(InteractionIndex index, int order)
    {
        Spectrum f = ExactFunctions.Random(4, 5, 2, 1);
        var e = Assert.Throws<InterplayException>(() => InteractionValues.Compute(f, index, order));
        Assert.Equal("order-out-of-range", e.Name);
        e = Assert.Throws<InterplayException>(() => InteractionValues.CheckOrder(index, order));
        Assert.Equal("order-out-of-range", e.Name);
    }

    [Fact]
    public void TooManySubsetsAreRefused()
    {
        var f = new Spectrum(40, [new SpectrumTerm(PartSet.Of([.. Enumerable.Range(0, 40)]), 1)]);
        var e = Assert.Throws<ExpansionTooLargeException>(() =>
            InteractionValues.Compute(f, InteractionIndex.Moebius)
        );
        Assert.Equal("expansion-too-large", e.Name);
        e = Assert.Throws<ExpansionTooLargeException>(() =>
            MoebiusSpectrum.Of(40, [new Interaction(PartSet.Of([.. Enumerable.Range(0, 40)]), 1)])
        );
        Assert.Equal("expansion-too-large", e.Name);
        // What needs no subset is not refused.
        Assert.Empty(InteractionValues.Compute(f, InteractionIndex.BII, 2).Interactions);
    }

    [Fact]
    public void UnknownErrorsStayUnknown()
    {
        var f = new Spectrum(
            3,
            [
                new SpectrumTerm(PartSet.Of(0), 1, 0.1),
                new SpectrumTerm(PartSet.Of(1), 1, 0.2),
                new SpectrumTerm(PartSet.Of(0, 1, 2), 1),
            ]
        );
        InteractionValues values = InteractionValues.Compute(f, InteractionIndex.SV);
        Assert.All(
            values.Interactions.Where(v => v.Parts.Order == 1),
            v => Assert.Null(v.StandardError)
        );
        values = InteractionValues.Compute(f, InteractionIndex.BV);
        Assert.True(values.TryGet(PartSet.Of(1), out Interaction found));
        Assert.Equal(0.4, found.StandardError);
        Assert.False(values.TryGet(PartSet.Of(2), out _));
        Assert.Equal(0, values[PartSet.Of(2)]);
    }

    [Fact]
    public void TopIsByMagnitudeWithoutTheEmptySet()
    {
        var values = new InteractionValues(
            5,
            InteractionIndex.SII,
            2,
            9,
            [
                new Interaction(PartSet.Empty, 9),
                new Interaction(PartSet.Of(3), 1),
                new Interaction(PartSet.Of(1, 2), -2),
                new Interaction(PartSet.Of(0), -1),
            ]
        );
        Assert.Equal(["{1,2}", "{0}", "{3}"], values.Top(5).Select(v => v.Parts.ToString()));
        Assert.Equal("{1,2}", Assert.Single(values.Top(1)).Parts.ToString());
        Assert.Equal(["{1,2}"], values.Top(5, leastOrder: 2).Select(v => v.Parts.ToString()));
    }

    /// <summary>BII is (-2)^|S| F(S): a triple as strong as a part has an eighth of its share of the variance.</summary>
    [Fact]
    public void BanzhafInteractionsRankByTheirShareOfTheVariance()
    {
        var f = new Spectrum(
            4,
            [
                new SpectrumTerm(PartSet.Empty, 7),
                new SpectrumTerm(PartSet.Of(1), 0.5),
                new SpectrumTerm(PartSet.Of(0, 2), -0.75),
                new SpectrumTerm(PartSet.Of(0, 1, 3), 0.375),
                new SpectrumTerm(PartSet.Of(1, 2, 3), -0.375),
            ]
        );
        var values = InteractionValues.Compute(f, InteractionIndex.BII);
        Assert.Equal(3, values.Order);
        Assert.Equal(-3, values[PartSet.Of(0, 1, 3)]);
        Assert.Equal(
            f.TopTerms(9).Select(term => term.Parts),
            values.Top(9).Select(interaction => interaction.Parts)
        );
        Assert.Equal(
            ["{0,2}", "{0,1,3}", "{1,2,3}"],
            values.Top(9, leastOrder: 2).Select(v => v.Parts.ToString())
        );
    }

    [Fact]
    public void AnEffectIsTheBanzhafValue()
    {
        Spectrum f = ExactFunctions.Random(5, 12, 3, 3);
        var values = InteractionValues.Compute(f, InteractionIndex.BV);
        Assert.All(
            Enumerable.Range(0, 5),
            part => Assert.Equal(values[PartSet.Of(part)], f.Effect(part))
        );
    }

    [Fact]
    public void BadListsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => Make(new Interaction(PartSet.Of(5), 1)));
        Assert.Throws<ArgumentException>(() => Make(new Interaction(PartSet.Of(0), double.NaN)));
        Assert.Throws<ArgumentException>(() =>
            Make(new Interaction(PartSet.Of(0), 1), new Interaction(PartSet.Of(0), 2))
        );

        static InteractionValues Make(params Interaction[] interactions) =>
            new(5, InteractionIndex.SII, 2, 0, interactions);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1.959963984540054, 0.975)]
    [InlineData(3, 0.9986501019683699)]
    [InlineData(6, 0.9999999990134123)]
    [InlineData(40, 1)]
    public void SignProbabilityIsNormal(double strength, double expected)
    {
        var interaction = new Interaction(PartSet.Of(0), 2 * strength, 2);
        Assert.Equal(expected, interaction.SignProbability!.Value, 1e-13);
    }

    [Fact]
    public void SignProbabilityWithoutErrors()
    {
        Assert.Null(new Interaction(PartSet.Of(0), 1).SignProbability);
        Assert.Equal(1, new Interaction(PartSet.Of(0), 1, 0).SignProbability);
        Assert.Equal(0.5, new Interaction(PartSet.Of(0), 0, 0).SignProbability);
    }

    [Theory]
    [InlineData(3, 2.353363)]
    [InlineData(9, 1.833113)]
    [InlineData(30, 1.697261)]
    [InlineData(1000, 1.646379)]
    public void StudentPointsAreThoseOfTheTables(int freedom, double expected) =>
        Assert.InRange(NormalDistribution.StudentUpper95(freedom) / expected, 0.99, 1.0005);
}

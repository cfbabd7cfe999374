using Interplay.Cli.Sections;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Integration.Tests.Cli;

/// <summary>The words for an interaction follow from its strength and the effects of its parts alone.</summary>
public sealed class InteractionMeaningTests
{
    /// <summary>Own effects of two parts, their joint effect, and the word for it.</summary>
    [Theory]
    [InlineData(1, 1, 0.5, "reinforce: they raise it more than apart")]
    [InlineData(-1, -1, -0.5, "reinforce: they lower it more than apart")]
    [InlineData(1, 1, -0.5, "overlap: they raise it less than apart")]
    [InlineData(-1, -1, 0.5, "overlap: they lower it less than apart")]
    [InlineData(2, -1, 0.5, "sharpen: they raise it more than apart")]
    [InlineData(2, -1, -0.5, "temper: they raise it less than apart")]
    [InlineData(0.5, 0.5, -2, "turn around: apart they raise it")]
    [InlineData(0.1, -0.1, 2, "only together: they raise it")]
    [InlineData(0, 0, -2, "only together: they lower it")]
    public void A_pair_in_words(double first, double second, double joint, string words)
    {
        var pair = PartSet.Of(0, 1);
        // Effect of one part: -2 F({i}); joint effect of a pair: 4 F.
        var spectrum = new Spectrum(
            2,
            [
                new SpectrumTerm(PartSet.Of(0), -first / 2),
                new SpectrumTerm(PartSet.Of(1), -second / 2),
                new SpectrumTerm(pair, joint / 4),
            ]
        );
        Assert.Equal(
            words,
            InteractionMeaning.Of(new Interaction(pair, joint), InteractionIndex.BII, spectrum)
        );
        Assert.Equal(
            words,
            InteractionMeaning.Of(
                new Interaction(pair, joint / 4),
                InteractionIndex.Fourier,
                spectrum
            )
        );
    }

    [Fact]
    public void A_triple_has_the_sign_of_its_joint_effect_and_not_of_its_coefficient()
    {
        var triple = PartSet.Of(0, 1, 2);
        var spectrum = new Spectrum(3, [new SpectrumTerm(triple, -0.25)]);
        Assert.Equal(
            "only together: they raise it",
            InteractionMeaning.Of(
                new Interaction(triple, -0.25),
                InteractionIndex.Fourier,
                spectrum
            )
        );
    }
}

using Interplay.Interactions;
using Interplay.Masks;
using Interplay.Measurements.Cases;

namespace Interplay.Integration.Tests.Measurements;

public sealed class GameShapleyTests
{
    /// <summary>The closed form from the spectrum and the definition over all subsets are the same.</summary>
    [Fact]
    public void Definition_and_closed_form_agree()
    {
        const int parts = 7;
        var random = new SeededRandom(3);
        var spectrum = new Spectrum(
            parts,
            Enumerable
                .Range(0, 1 << parts)
                .Where(_ => random.NextInt(3) == 0)
                .Select(set => new SpectrumTerm(
                    PartSet.FromWords([(ulong)set]),
                    random.NextGaussian()
                ))
        );
        double[] values =
        [
            .. Enumerable.Range(0, 1 << parts).Select(mask => spectrum.Evaluate([(ulong)mask])),
        ];
        double[] expected = GameShapley.Of(values, parts);
        double[] found = GameShapley.Of(spectrum);
        for (int part = 0; part < parts; part++)
        {
            Assert.Equal(expected[part], found[part], 1e-12);
        }

        Assert.Equal(values[^1] - values[0], expected.Sum(), 1e-12);
    }

    /// <summary>Of f = -chi_0 / 2 + chi_1, whose Shapley values are 1 and -2: mean -1/2, squared deviations 4.5 in all.</summary>
    [Fact]
    public void Error_is_relative_to_the_spread_of_the_true_values()
    {
        Assert.Equal(0, GameShapley.Error([1, -2], Two(-0.5, 1))!.Value, 1e-15);
        Assert.Equal(1 / 4.5, GameShapley.Error([1, -2], Two(-1, 1))!.Value, 1e-15);
        Assert.Null(GameShapley.Error([1, 1], Two(-0.5, -0.5)));
    }

    private static Spectrum Two(double first, double second) =>
        new(2, [new SpectrumTerm(PartSet.Of(0), first), new SpectrumTerm(PartSet.Of(1), second)]);
}

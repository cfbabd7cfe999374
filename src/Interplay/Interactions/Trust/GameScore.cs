using Interplay.Masks;
using Interplay.ValueFunctions.Games;

namespace Interplay.Interactions.Trust;

/// <summary>How well a spectrum explains a game whose answer is known, as the case format defines it.</summary>
/// <param name="Held">R2 and normalised squared error against the noise-free values of the held-out masks.</param>
/// <param name="TrueTerms">Number of true Fourier terms the case lists; 0 where they are unknown.</param>
/// <param name="Recall">Share of them among as many largest coefficients found, the constant excluded; null where they are unknown.</param>
/// <param name="RecallOfTen">The same for the ten largest on both sides.</param>
public sealed record GameScore(
    Faithfulness Held,
    int TrueTerms,
    double? Recall,
    double? RecallOfTen
)
{
    private const int Ten = 10;

    /// <summary>Scores a spectrum.</summary>
    public static GameScore Of(Game game, Spectrum spectrum) =>
        new(
            Faithfulness.Measure(spectrum, game.TestMasks, game.TestValues.ToArray()),
            game.TopFourier.Count,
            RecallOf(game, spectrum, game.TopFourier.Count),
            RecallOf(game, spectrum, Math.Min(Ten, game.TopFourier.Count))
        );

    private static double? RecallOf(Game game, Spectrum spectrum, int count)
    {
        if (count == 0)
        {
            return null;
        }

        HashSet<PartSet> found = [.. spectrum.TopTerms(count).Select(static term => term.Parts)];
        return game.TopFourier.Take(count).Count(term => found.Contains(term.Parts))
            / (double)count;
    }
}

using System.Numerics;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.ValueFunctions.Games;

namespace Interplay.Measurements.Cases;

/// <summary>True Shapley values of games, and how far a spectrum is from them.</summary>
internal static class GameShapley
{
    /// <summary>Up to so many parts all 2^n values are asked.</summary>
    private const int MostExhaustiveParts = 20;

    /// <summary>
    /// The Shapley values of the game without noise: from the terms where the case lists all of them, else from all 2^n values. Null where
    /// neither is possible.
    /// </summary>
    public static async Task<double[]?> OfAsync(Game game, CancellationToken cancellationToken)
    {
        if (game is { Kind: GameKind.Fourier or GameKind.Moebius, HasTanhLink: false })
        {
            return Of(
                new Spectrum(
                    game.PartCount,
                    game.TopFourier.Select(static term => new SpectrumTerm(
                        term.Parts,
                        term.Coefficient
                    ))
                )
            );
        }

        if (game.NoiseDeviation != 0 || game.PartCount > MostExhaustiveParts)
        {
            return null;
        }

        MaskMatrix all = MaskMatrix.Create(
            1 << game.PartCount,
            game.PartCount,
            static (row, words) => words[0] = (ulong)row
        );
        var values = new double[all.RowCount];
        await game.EvaluateAsync(all, values, cancellationToken);
        return Of(values, game.PartCount);
    }

    /// <summary>The Shapley values of a spectrum, in closed form.</summary>
    public static double[] Of(Spectrum spectrum)
    {
        InteractionValues values = InteractionValues.Compute(spectrum, InteractionIndex.SV);
        return
        [
            .. Enumerable.Range(0, spectrum.PartCount).Select(part => values[PartSet.Of(part)]),
        ];
    }

    /// <summary>The Shapley values by their definition (Shapley, 1953): the mean of what a part adds, over all sizes and sets of that size.</summary>
    /// <param name="values">v(S) at the place whose bit i says that part i is in S.</param>
    /// <param name="partCount">n.</param>
    public static double[] Of(double[] values, int partCount)
    {
        // |S|! (n - |S| - 1)! / n!, by size.
        var weights = new double[partCount];
        weights[0] = 1.0 / partCount;
        for (int size = 1; size < partCount; size++)
        {
            weights[size] = weights[size - 1] * size / (partCount - size);
        }

        var shapley = new double[partCount];
        for (int set = 0; set < values.Length; set++)
        {
            for (int part = 0; part < partCount; part++)
            {
                if ((set >> part & 1) == 0)
                {
                    shapley[part] +=
                        weights[BitOperations.PopCount((uint)set)]
                        * (values[set | 1 << part] - values[set]);
                }
            }
        }

        return shapley;
    }

    /// <summary>sum (phi - phihat)^2 / sum (phi - mean phi)^2; null when all true values are equal.</summary>
    public static double? Error(double[] truth, Spectrum spectrum)
    {
        double mean = truth.Average();
        double spread = truth.Sum(value => (value - mean) * (value - mean));
        return spread == 0
            ? null
            : Of(spectrum)
                .Zip(truth, static (found, value) => (found - value) * (found - value))
                .Sum() / spread;
    }
}

using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery;
using Interplay.ValueFunctions;

namespace Interplay.Runs;

/// <summary>
/// Decides whether a level learns from the ablations of coarser levels. They are true, but not uniform: under them all pieces of a part stay or go
/// together, so that sets of pieces look alike, and a fit may explain them perfectly and uniform masks not at all. So both fits are made without some
/// of the level's own uniform masks, and the one that predicts those better decides. What it explained of them is the cross-validated R2 of the mixture,
/// since a cross-validation over the mixture would mostly score masks like the lifted ones.
/// </summary>
internal sealed class LiftedChoice
{
    /// <summary>A fifth of the level's own masks judges, but at least so many, and at most half.</summary>
    private const int FewestJudges = 24;

    private LiftedChoice(bool isUsed, Interval?[] r2)
    {
        IsUsed = isUsed;
        R2 = r2;
    }

    /// <summary>Whether lifted ablations are learned from.</summary>
    public bool IsUsed { get; }

    /// <summary>What the fit on both explained of uniform masks that it did not see, for each output; null where that is not defined.</summary>
    public IReadOnlyList<Interval?> R2 { get; }

    /// <summary>Decides.</summary>
    /// <param name="plan">The plan of the level's own masks.</param>
    /// <param name="own">They, with the values that are explained.</param>
    /// <param name="lifted">The ablations of the levels before.</param>
    /// <param name="method">The method.</param>
    public static LiftedChoice Of(
        MaskPlan plan,
        Ablations own,
        Ablations lifted,
        IRecoveryMethod method
    )
    {
        int rows = own.Masks.RowCount;
        int judges = Math.Max(rows / 5, Math.Min(FewestJudges, rows / 2));
        Ablations learned = Rows(own, 0, rows - judges);
        Ablations judging = Rows(own, rows - judges, judges);
        Spectrum[] mixed = Recovered(plan, AdaptiveRows.Join(learned, lifted), method);
        Spectrum[] alone = Recovered(plan, learned, method);
        return new LiftedChoice(
            Error(mixed, judging) <= Error(alone, judging),
            [
                .. mixed.Select(
                    (spectrum, output) =>
                        Faithfulness.Measure(spectrum, judging.Masks, judging.OfOutput(output)).R2
                ),
            ]
        );
    }

    private static Ablations Rows(Ablations all, int start, int count) =>
        all with
        {
            Masks = all.Masks.Slice(start, count),
            Values = all.Values.Slice(start * all.Outputs.Count, count * all.Outputs.Count),
        };

    private static Spectrum[] Recovered(MaskPlan plan, Ablations learned, IRecoveryMethod method) =>
        [
            .. method
                .Recover(plan with { Masks = learned.Masks }, learned.Values.Span)
                .Outputs.Select(static output => output.Spectrum),
        ];

    /// <summary>Squared error over the judging masks, each output in the unit of its spread over them.</summary>
    private static double Error(Spectrum[] spectra, Ablations judging)
    {
        double sum = 0;
        for (int output = 0; output < spectra.Length; output++)
        {
            double[] values = judging.OfOutput(output);
            double[] predicted = spectra[output].Evaluate(judging.Masks);
            double mean = values.Average();
            double spread = values.Sum(value => (value - mean) * (value - mean));
            double error = values
                .Zip(predicted, static (value, guess) => (value - guess) * (value - guess))
                .Sum();
            sum += spread > 0 ? error / spread : error;
        }

        return sum;
    }
}

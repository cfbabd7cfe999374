using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Reports;

namespace Interplay.Cli.Sections;

/// <summary>An explanation under another index: nothing is asked of the model again, the stored spectrum has it all.</summary>
internal static class IndexedView
{
    /// <summary>Signs are judged for this many of the strongest interactions.</summary>
    private const int MostSigns = 200;

    /// <param name="explanation">The explanation.</param>
    /// <param name="index">The index to show.</param>
    /// <param name="order">The highest order; null shows all orders found where the index lists sets one by one, else the index's own default.</param>
    public static Explanation Of(Explanation explanation, InteractionIndex index, int? order)
    {
        ExplainedOutput[] outputs =
        [
            .. explanation.Outputs.Select(output => Of(output, index, order)),
        ];
        return explanation with
        {
            Index = index,
            Order = outputs[0].Interactions.Order,
            Outputs = outputs,
            Manifest = explanation.Manifest with
            {
                Request = new Dictionary<string, string>(
                    explanation.Manifest.Request,
                    StringComparer.Ordinal
                )
                {
                    ["index"] = index.ToName(),
                    ["order"] = $"{outputs[0].Interactions.Order}",
                },
            },
        };
    }

    private static ExplainedOutput Of(ExplainedOutput output, InteractionIndex index, int? order)
    {
        int? highest =
            order ?? (index is InteractionIndex.BII ? Math.Max(1, output.Spectrum.MaxOrder) : null);
        InteractionValues values = InteractionValues.Compute(output.Spectrum, index, highest);
        return output with
        {
            Interactions = values,
            Trust = output.Trust with
            {
                SignStability =
                [
                    .. Ranked(values, output.Spectrum)
                        .Take(MostSigns)
                        .Select(static interaction => new SignStability(
                            interaction.Parts,
                            interaction.SignProbability
                        )),
                ],
            },
        };
    }

    /// <summary>
    /// The interactions without the empty set, strongest first. Strengths of sets of different size compare where an index shares effects out;
    /// BII grows with 2^|S| by definition, so there the share of the energy, F(S)^2, ranks.
    /// </summary>
    public static IEnumerable<Interaction> Ranked(InteractionValues values, Spectrum spectrum) =>
        values
            .Interactions.Where(static interaction => interaction.Parts.Order > 0)
            .OrderByDescending(interaction =>
                Math.Abs(
                    values.Index == InteractionIndex.BII
                        ? spectrum[interaction.Parts]
                        : interaction.Strength
                )
            );
}

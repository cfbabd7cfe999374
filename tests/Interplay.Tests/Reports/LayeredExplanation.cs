using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;

namespace Interplay.Tests.Reports;

/// <summary>The sample explanation as of components of a model: parts with a place, and what pruning found.</summary>
internal static class LayeredExplanation
{
    public static readonly Pruning Pruning = new(
        "sad",
        Minimise: true,
        Whole: 0.25,
        WholeOnTest: 0.5,
        [
            new PruningLevel(
                1,
                [
                    new PruningChoice(
                        PruningRule.Interactions,
                        PartSet.Of(2),
                        -1.5,
                        -1.25,
                        -0.125,
                        true
                    ),
                    new PruningChoice(
                        PruningRule.SingleEffects,
                        PartSet.Of(0),
                        0.5,
                        1.0 / 3,
                        null,
                        null
                    ),
                ]
            ),
            new PruningLevel(
                2,
                [
                    new PruningChoice(
                        PruningRule.WeakestEffects,
                        PartSet.Of(1, 3),
                        0,
                        1e-9,
                        2,
                        false
                    ),
                    new PruningChoice(PruningRule.OneAtATime, PartSet.Of(0, 3), 7, 8, 9, null),
                ]
            ),
        ]
    );

    public static Explanation Make()
    {
        Explanation sample = SampleExplanation.Make();
        PartPlace[] places =
        [
            new(0, "head", 0),
            new(0, "head", 1),
            new(2, "mlp", 0),
            new(2, "neuron", 17, 5),
        ];
        return sample with
        {
            Subject = new ModelSubject
            {
                Parts =
                [
                    .. places.Select((place, i) => new Part(i, $"part {i}") { Place = place }),
                ],
            },
            Pruning = Pruning,
        };
    }
}

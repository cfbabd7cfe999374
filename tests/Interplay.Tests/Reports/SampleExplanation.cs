using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Reports.Subjects;
using Interplay.Tests.Interactions;

namespace Interplay.Tests.Reports;

/// <summary>An explanation with every kind of field: two outputs, known and unknown errors, spans, letters of other scripts.</summary>
internal static class SampleExplanation
{
    public static Explanation Make(ulong seed = 1)
    {
        const string input = "Ünï \"not\" <so> 好";
        Spectrum happy = ExactFunctions.Random(4, 6, 3, seed);
        happy = new Spectrum(
            4,
            happy.Terms.Select((t, i) => i % 3 == 2 ? t with { StandardError = null } : t)
        );
        var score = new Faithfulness
        {
            R2 = new Interval(0.8, 0.71, 0.86),
            Nmse = 1.0 / 3,
            Count = 40,
        };
        return new Explanation
        {
            Method = "proxyspex",
            Seed = ulong.MaxValue - seed,
            Subject = new TextSubject
            {
                Text = input,
                Parts =
                [
                    new Part(0, "Ünï ", 0, 4),
                    new Part(1, "\"not\" ", 4, 6),
                    new Part(2, "<so> ", 10, 5),
                    new Part(3, "好"),
                ],
            },
            Budget = 500,
            Ablations = 480,
            HeldOut = 40,
            Index = InteractionIndex.KSII,
            Order = 2,
            Outputs =
            [
                Output("happy", happy, score),
                Output("sad", ExactFunctions.Random(4, 4, 2, seed + 9).Scale(1e-7), null),
            ],
            DatamodelScore = Score(2),
            Findings =
            [
                new Finding(FindingKind.Harmful, "happy", PartSet.Of(1), -0.25, 0.125),
                new Finding(FindingKind.Redundant, "sad", PartSet.Of(0, 2), 0.5),
                new Finding(FindingKind.Duplicate, null, PartSet.Of(2, 3)),
            ],
            Notes = ["Degree bound 5.", "Proxy: trees."],
            Timings = new Timings(0.25, 12.5, 1e-3),
            Manifest = new Manifest
            {
                ToolVersion = "0.1.0",
                Fingerprint = "model:abc",
                Request = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["method"] = "proxyspex",
                    ["budget"] = "500",
                },
            },
        };
    }

    private static ExplainedOutput Output(string name, Spectrum spectrum, Faithfulness? score)
    {
        InteractionValues values = InteractionValues.Compute(spectrum, InteractionIndex.KSII, 2);
        return new ExplainedOutput
        {
            Name = name,
            Spectrum = spectrum,
            Interactions = values,
            Trust = TrustBlock.Assess(spectrum, 440, score, null, values.Top(3)) with
            {
                DatamodelScore = score is null ? null : Score(1),
            },
        };
    }

    private static DatamodelScore Score(int outputs) =>
        new(
            new Interval(0.5, 0.25, 0.75),
            new Interval(0.625, 0.5, 0.75),
            new Interval(0.125, -0.125, 0.25),
            outputs,
            40
        );
}

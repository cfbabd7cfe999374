using Interplay.Interactions.Indices;
using Interplay.Masks;
using Interplay.Masks.Designs;
using Interplay.Reports;
using Interplay.Runs;
using Interplay.ValueFunctions;

namespace Interplay.Studies;

/// <summary>
/// Tables of nothing but noise: how often an interaction is called sure all the same, and how many of its error bars the strongest is away from zero.
/// Every third has heavy tails (Student's t with 2 degrees of freedom).
/// </summary>
/// <remarks>
/// <code>dotnet run -c Release --project bench/Interplay.Studies -- noise [TABLES]</code>
/// </remarks>
internal static class NoiseTables
{
    private static readonly (int Parts, int Masks)[] Shapes =
    [
        (8, 100),
        (8, 200),
        (12, 300),
        (16, 500),
        (24, 200),
        (24, 700),
        (40, 300),
        (40, 1000),
        (60, 600),
        (60, 3000),
    ];

    public static void Run(string[] args)
    {
        int tables = args.Length > 0 ? int.Parse(args[0]) : 200;
        int sure = 0;
        double furthest = 0;
        Console.WriteLine(
            "| parts | masks | tables | an interaction sure above 90 % | most error bars from zero |\n|---|---|---|---|---|"
        );
        for (int shape = 0; shape < Shapes.Length; shape++)
        {
            (int parts, int masks) = Shapes[shape];
            int count = tables / Shapes.Length;
            int sureHere = 0;
            double furthestHere = 0;
            for (int table = 0; table < count; table++)
            {
                Interaction[] found =
                [
                    .. Recover(parts, masks, (ulong)(1000 * shape + table), table % 3 == 2)
                        .Outputs[0]
                        .Interactions.Interactions.Where(static one =>
                            one.Parts.Order > 1 && one.Strength != 0
                        ),
                ];
                sureHere += found.Any(static one => one.SignProbability > 0.9) ? 1 : 0;
                furthestHere = found
                    .Select(static one =>
                        Math.Abs(one.Strength) / one.StandardError ?? double.PositiveInfinity
                    )
                    .Append(furthestHere)
                    .Max();
            }

            Console.WriteLine($"| {parts} | {masks} | {count} | {sureHere} | {furthestHere:0.0} |");
            sure += sureHere;
            furthest = Math.Max(furthest, furthestHere);
        }

        Console.WriteLine(
            $"\n{sure} of {tables / Shapes.Length * Shapes.Length} tables have an interaction that is called sure above 90 %; the furthest lies {furthest:0.0} of its standard errors from zero."
        );
    }

    private static Explanation Recover(int parts, int masks, ulong seed, bool isHeavy)
    {
        var random = new SeededRandom(seed, 17);
        MaskMatrix drawn = UniformDesign.Draw(
            parts,
            Math.Min(masks, (1 << Math.Min(parts, 20)) - 10),
            random
        );
        double[] values =
        [
            .. Enumerable
                .Range(0, drawn.RowCount)
                .Select(_ =>
                    random.NextGaussian()
                    / (isHeavy ? Math.Sqrt(-Math.Log(1 - random.NextDouble())) : 1)
                ),
        ];
        return Explainer
            .Recover(
                new RecoveryRequest
                {
                    Learned = new Ablations
                    {
                        Masks = drawn,
                        Outputs = ["value"],
                        Values = values,
                        Evaluated = drawn.RowCount,
                    },
                    Options = new ExplainOptions { Seed = seed },
                    Fingerprint = "noise",
                }
            )
            .Explanation;
    }
}

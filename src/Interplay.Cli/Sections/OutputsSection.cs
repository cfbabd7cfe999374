using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>Many outputs, a line each: how well it is explained, its strongest part and its strongest interaction.</summary>
internal static class OutputsSection
{
    private const int LongestName = 28;

    public static void Print(Screen screen, Explanation explanation, PartNames names)
    {
        screen.Paragraph(
            "",
            $"{explanation.PartCount} parts, {explanation.Outputs.Count} outputs; {MaskWords.Were(explanation.KeptShare)}, {explanation.Ablations} combinations in all."
        );
        screen.Blank();
        if (names.NeedBeginnings)
        {
            screen.Paragraph("Parts", ":");
            foreach (
                string line in AlignedText.Align(
                    Enumerable.Range(0, explanation.PartCount).ToArray(),
                    [part => names[part], names.Beginning],
                    rightAligned: -1
                )
            )
            {
                screen.Out.WriteLine($"  {line}".TrimEnd());
            }

            screen.Blank();
        }

        screen.Paragraph(
            "Outputs",
            ". All: what the whole input gives. Part, set: the strongest part alone, and the strongest that act together. --show OUTPUT prints one in full, --json saves all."
        );
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("output").PadLeft(0).PadRight(2));
        table.AddColumn(new TableColumn("all").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("R2").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("part").PadRight(1));
        table.AddColumn(new TableColumn("").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("set").PadRight(1));
        table.AddColumn(new TableColumn("").RightAligned().PadRight(0).NoWrap());
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            table.AddRow(Row(explanation, output, names));
        }

        screen.Out.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        screen.Blank();
    }

    /// <summary>The name of an output on one short line.</summary>
    public static string NameOf(ExplainedOutput output) =>
        output.Name.Length <= LongestName ? output.Name : $"{output.Name[..(LongestName - 1)]}…";

    /// <summary>Interactions of two parts and more, strongest first.</summary>
    public static IEnumerable<Interaction> Sets(ExplainedOutput output) =>
        output
            .Interactions.Top(int.MaxValue, leastOrder: 2)
            .Where(static interaction => interaction.Strength != 0);

    private static Text[] Row(Explanation explanation, ExplainedOutput output, PartNames names)
    {
        int partCount = explanation.PartCount;
        Spectrum effects = explanation.EffectsOf(output);
        (int part, double effect) = Enumerable
            .Range(0, partCount)
            .Select(part => (part, effects.Effect(part)))
            .MaxBy(static found => Math.Abs(found.Item2));
        Interaction[] set = [.. Sets(output).Take(1)];
        return
        [
            new(NameOf(output)),
            new(Figures.Signed(output.Spectrum.Evaluate(Mask.Full(partCount).Words))),
            new(R2(output.Trust)),
            new(effect == 0 ? "none" : names[part]),
            new(effect == 0 ? "" : Figures.Signed(effect), Heat.Sign(effect)),
            new(set is [var found] ? names.Of(found.Parts) : "none"),
            new(
                set is [var strong] ? Figures.Signed(strong.Strength) : "",
                Heat.Sign(set.Sum(static interaction => interaction.Strength))
            ),
        ];
    }

    private static string R2(TrustBlock trust) =>
        trust.Verdict.Kind == VerdictKind.Complete ? "complete"
        : (trust.HeldOutR2 ?? trust.CrossValidatedR2) is Interval r2 ? Figures.R2(r2.Estimate)
        : "unknown";
}

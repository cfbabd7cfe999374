using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>The strongest interactions over all outputs.</summary>
internal static class AcrossOutputsSection
{
    private const int LeastForWords = 100;

    public static void Print(Screen screen, Explanation explanation, PartNames names, int top)
    {
        (ExplainedOutput Output, Interaction Set)[] strongest =
        [
            .. explanation
                .Outputs.SelectMany(static output =>
                    OutputsSection.Sets(output).Select(set => (Output: output, Set: set))
                )
                .OrderByDescending(static found => Math.Abs(found.Output.Spectrum[found.Set.Parts]))
                .Take(top),
        ];
        if (strongest.Length == 0)
        {
            return;
        }

        screen.Paragraph(
            "Parts that act together",
            $", the {strongest.Length} strongest over all outputs. {IndexWords.Of(explanation.Index, explanation.Outputs.All(static one => one.Trust.Verdict.Kind != VerdictKind.OtherMasks))} {IndexWords.Sure(isSingles: false)}"
        );
        bool hasWords = screen.Columns >= LeastForWords;
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("output").PadLeft(0).PadRight(2));
        table.AddColumn(new TableColumn("parts").PadRight(2));
        table.AddColumn(new TableColumn("strength").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("sure").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(
            new TableColumn(hasWords ? "in words (it: the output)" : "in a word")
                .PadRight(0)
                .NoWrap()
        );
        string format = Figures.FormatFor(
            strongest.Max(static found => Math.Abs(found.Set.Strength))
        );
        foreach ((ExplainedOutput output, Interaction set) in strongest)
        {
            string words = InteractionMeaning.Of(
                set,
                output.Interactions.Index,
                explanation.EffectsOf(output)
            );
            table.AddRow([
                new Text(OutputsSection.NameOf(output)),
                new Text(names.Of(set.Parts)),
                new Text(Figures.Signed(set.Strength, format), Heat.Sign(set.Strength)),
                new Text(set.SignProbability is double sure ? Figures.Sure(sure) : "unknown"),
                new Text(hasWords ? words : words.Split(':')[0]),
            ]);
        }

        screen.Out.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        screen.Blank();
    }
}

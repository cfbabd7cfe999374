using Interplay.Cli.Reports;
using Interplay.Interactions.Indices;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Terminal;

/// <summary>The strongest interactions, with error bars and a few plain words on what each means.</summary>
internal static class InteractionsSection
{
    public static void Print(Screen screen, ExplainedOutput output, PartNames names, int top)
    {
        if (top == 0)
        {
            return;
        }

        InteractionValues values = output.Interactions;
        // Where larger sets were found but not asked for, single parts are what there is to list.
        bool isSingles =
            values.Index is InteractionIndex.SV or InteractionIndex.BV
            || (values.Order == 1 && output.Spectrum.MaxOrder > 1);
        Interaction[] all =
        [
            .. IndexedView
                .Ranked(values, output.Spectrum)
                .Where(interaction => interaction.Parts.Order > 1 || isSingles),
        ];
        if (all.Length == 0)
        {
            screen.Paragraph("Parts that act together:", " none were found; each does its own.");
            screen.Blank();
            return;
        }

        int shown = Math.Min(top, all.Length);
        screen.Paragraph(
            isSingles ? "Strongest parts" : "Parts that act together",
            $", the {shown} strongest of {all.Length}. {IndexWords.Of(values.Index)} Share: how much of the variation the set carries."
        );
        screen.Out.Write(Rows(all[..shown], output, names, isSingles));
        screen.Blank();
    }

    private static Table Rows(
        Interaction[] interactions,
        ExplainedOutput output,
        PartNames names,
        bool isSingles
    )
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("  parts").PadLeft(0).PadRight(2));
        table.AddColumn(new TableColumn("strength").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("sign sure").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("share").RightAligned().PadRight(2).NoWrap());
        if (!isSingles)
        {
            table.AddColumn(new TableColumn("in words (it: the output)").PadRight(0).NoWrap());
        }

        double variance = output.Spectrum.Variance;
        string format = Figures.FormatFor(
            interactions.Max(static interaction => Math.Abs(interaction.Strength))
        );
        foreach (Interaction interaction in interactions)
        {
            double coefficient = output.Spectrum[interaction.Parts];
            var cells = new List<Text>
            {
                new($"  {names.Of(interaction.Parts)}"),
                new(Strength(interaction, format), Heat.Sign(interaction.Strength)),
                new(interaction.SignProbability is double sure ? Figures.Sure(sure) : "unknown"),
                new(coefficient == 0 ? "-" : Figures.Percent(coefficient * coefficient / variance)),
            };
            if (!isSingles)
            {
                cells.Add(
                    new(
                        InteractionMeaning.Of(
                            interaction,
                            output.Interactions.Index,
                            output.Spectrum
                        )
                    )
                );
            }

            table.AddRow(cells);
        }

        return table;
    }

    private static string Strength(Interaction interaction, string format)
    {
        string strength = Figures.Signed(interaction.Strength, format);
        return interaction.StandardError is double error
            ? $"{strength} ± {Figures.Plain(error, format)}"
            : strength;
    }
}

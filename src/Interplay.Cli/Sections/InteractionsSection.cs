using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Interactions.Trust;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>The strongest interactions, with error bars and a few plain words on what each means.</summary>
internal static class InteractionsSection
{
    /// <summary>Widths from which a table has room for its last column, in short and in full.</summary>
    private const int LeastForWords = 70;
    private const int LeastForSentences = 100;

    public static void Print(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names,
        int top
    )
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
        IReadOnlyList<Interaction> all = values.Top(int.MaxValue, leastOrder: isSingles ? 1 : 2);
        if (all.Count == 0)
        {
            screen.Paragraph("Parts that act together:", " none were found; each does its own.");
            screen.Blank();
            return;
        }

        int shown = Math.Min(top, all.Count);
        screen.Paragraph(
            isSingles ? "Strongest parts" : "Parts that act together",
            $", the {shown} strongest of {all.Count}. {IndexWords.Of(values.Index, output.Trust.Verdict.Kind != VerdictKind.OtherMasks)} {IndexWords.Sure(isSingles)} Share: of the variation.{(output.Trust.PredictsNothing ? " What was found predicts nothing that it had not seen: all of it may be chance." : "")}"
        );
        screen.Out.Write(
            new Padder(
                Rows(
                    [.. all.Take(shown)],
                    explanation,
                    output,
                    names,
                    isSingles ? 0 : screen.Columns
                ),
                new Padding(2, 0, 0, 0)
            )
        );
        screen.Blank();
    }

    private static Table Rows(
        Interaction[] interactions,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names,
        int width
    )
    {
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("parts").PadLeft(0).PadRight(2));
        table.AddColumn(new TableColumn("strength").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("sure").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("share").RightAligned().PadRight(2).NoWrap());
        bool hasWords = width >= LeastForWords;
        bool hasSentences = width >= LeastForSentences;
        if (hasWords)
        {
            table.AddColumn(
                new TableColumn(hasSentences ? "in words (it: the output)" : "in a word")
                    .PadRight(0)
                    .NoWrap()
            );
        }

        Spectrum effects = explanation.EffectsOf(output);
        Spectrum energy = CentredTerms.NormalisedOf(output.Spectrum, explanation.KeptShare);
        double variance = energy.Variance;
        string format = Figures.FormatFor(
            interactions.Max(static interaction => Math.Abs(interaction.Strength))
        );
        foreach (Interaction interaction in interactions)
        {
            double coefficient = energy[interaction.Parts];
            var cells = new List<Text>
            {
                new(names.Of(interaction.Parts)),
                new(Strength(interaction, format), Heat.Sign(interaction.Strength)),
                new(interaction.SignProbability is double sure ? Figures.Sure(sure) : "unknown"),
                new(
                    coefficient == 0 || InteractionMeaning.IsChance(interaction)
                        ? "-"
                        : Figures.Percent(coefficient * coefficient / variance)
                ),
            };
            if (hasWords)
            {
                string words = InteractionMeaning.Of(
                    interaction,
                    output.Interactions.Index,
                    effects
                );
                cells.Add(new(hasSentences ? words : words.Split(':')[0]));
            }

            table.AddRow(cells);
        }

        return table;
    }

    private static string Strength(Interaction interaction, string format)
    {
        string strength = Figures.Signed(interaction.Strength, format);
        return interaction.StandardError is double error and > 0
            ? $"{strength} ± {Figures.Plain(error, format)}"
            : strength;
    }
}

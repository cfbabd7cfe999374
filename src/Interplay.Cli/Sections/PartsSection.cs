using Interplay.Cli.Terminal;
using Interplay.Lenses;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Sections;

/// <summary>
/// What each part does on its own: its Banzhaf value -2 F({i}), the change it makes when it is kept, averaged over what masks like those asked keep of the
/// others. In colour the text itself is painted; without colours a list of bars says the same.
/// </summary>
internal static class PartsSection
{
    private const int MostListed = 24;
    private const int BarWidth = 10;

    /// <summary>A longer text is not painted: nobody finds the few coloured parts in it.</summary>
    private const int LongestPainted = 4000;

    /// <summary>Effects below this share of the largest are not painted.</summary>
    private const double Faint = 0.04;

    public static void Print(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names
    )
    {
        double[] effects =
        [
            .. Enumerable
                .Range(0, explanation.PartCount)
                .Select(explanation.EffectsOf(output).Effect),
        ];
        double largest = effects.Max(Math.Abs);
        if (largest == 0)
        {
            screen.Paragraph("Each part alone", " shows no effect in what was asked.");
        }
        else if (screen.HasColors && explanation.Input is { Length: <= LongestPainted } input)
        {
            Paint(screen, explanation.Parts, input, effects, largest);
        }
        else
        {
            List(screen, effects, largest, names);
        }

        SinglesSection.Print(screen, output, names);
        screen.Blank();
    }

    private static void Paint(
        Screen screen,
        IReadOnlyList<Part> parts,
        string input,
        double[] effects,
        double largest
    )
    {
        var text = new Paragraph();
        int end = 0;
        foreach (Part part in parts)
        {
            if (part is { Start: int start, Length: int length } && start >= end)
            {
                text.Append(input[end..start]);
                text.Append(
                    input.Substring(start, length),
                    Heat.Of(effects[part.Index] / largest, Faint)
                );
                end = start + length;
            }
        }

        text.Append(input[end..]);
        screen.Paragraph(text, indent: 2);
        var legend = new Paragraph();
        legend.Append("Each part alone: ", new Style(decoration: Decoration.Bold));
        legend.Append(" green ", Heat.Of(0.7, 0));
        legend.Append(" raises the output, ");
        legend.Append(" red ", Heat.Of(-0.7, 0));
        legend.Append(
            $" lowers it, on average over what else is kept; the deepest colour is {Figures.Plain(largest)}."
        );
        screen.Paragraph(legend);
    }

    private static void List(Screen screen, double[] effects, double largest, PartNames names)
    {
        int[] shown =
        [
            .. Enumerable
                .Range(0, effects.Length)
                .OrderByDescending(part => Math.Abs(effects[part]))
                .Take(MostListed)
                .Order(),
        ];
        screen.Paragraph(
            "Each part alone",
            $": + raises the output, - lowers it, on average over what else is kept{(shown.Length < effects.Length ? $" (the {shown.Length} strongest of {effects.Length})" : "")}."
        );
        string format = Figures.FormatFor(largest);
        string[] cells =
        [
            .. AlignedText.Align(
                shown,
                [
                    part => names[part],
                    part => Figures.Signed(effects[part], format),
                    part => Figures.Bar(Math.Abs(effects[part]) / largest, BarWidth),
                    names.Beginning,
                ],
                rightAligned: 1
            ),
        ];
        // What a name does not tell is read line by line.
        int width = names.NeedBeginnings ? 0 : screen.Columns;
        foreach (string line in AlignedText.Fold(cells, width))
        {
            screen.Out.WriteLine(line.TrimEnd());
        }
    }
}

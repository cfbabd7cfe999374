using System.Globalization;
using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Lenses;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Explain.Models;

/// <summary>
/// Layers down, heads across: what each part does on its own, and the strongest interactions as arcs, which are letters here: parts with the same
/// letter act together.
/// </summary>
internal static class GridSection
{
    private const int MostArcs = 10;
    private const int MostColumns = 33;
    private const double Faint = 0.04;

    public static void Print(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names
    )
    {
        PartPlace[] places = [.. explanation.Parts.Select(static part => part.Place!)];
        string[] columns =
        [
            .. places
                .OrderBy(static place => Rank(place.Kind))
                .ThenBy(static place => place.Index)
                .Select(ColumnOf)
                .Distinct(),
        ];
        if (columns.Length > MostColumns || places.Any(static place => place.Token is not null))
        {
            PartsSection.Print(screen, explanation, output, names);
            return;
        }

        Spectrum spectrum = explanation.EffectsOf(output);
        double[] effects = [.. places.Select((_, part) => spectrum.Effect(part))];
        double most = effects.Max(Math.Abs);
        string format = Figures.FormatFor(most);
        IReadOnlyList<Interaction> arcs = Arcs(spectrum);
        bool isNarrow = columns.Length * 9 + 6 > screen.Columns;
        screen.Paragraph(
            "What each part does on its own",
            $": how the output changes when it is kept, on average over what else is kept.{(arcs.Count > 0 ? " Parts with the same letter act together (below)." : "")}{(isNarrow ? " + and - where there is no room for numbers, ++ and -- from half of the largest on." : "")}"
        );
        var table = new Table { Border = TableBorder.None };
        table.AddColumn(new TableColumn("").PadLeft(0).PadRight(2));
        foreach (string column in columns)
        {
            table.AddColumn(
                new TableColumn(column)
                    .RightAligned()
                    .PadLeft(0)
                    .PadRight(isNarrow ? 1 : 2)
                    .NoWrap()
            );
        }

        foreach (int layer in places.Select(static place => place.Layer).Distinct().Order())
        {
            var cells = new List<Text> { new($"L{layer}") };
            foreach (string column in columns)
            {
                int part = Array.FindIndex(
                    places,
                    place => place.Layer == layer && ColumnOf(place) == column
                );
                cells.Add(
                    part < 0
                        ? new Text("")
                        : new Text(
                            $"{Cell(effects[part], most, format, isNarrow)} {Letters(arcs, part)}".TrimEnd(),
                            Heat.Of(most == 0 ? 0 : effects[part] / most, Faint)
                        )
                );
            }

            table.AddRow(cells);
        }

        screen.Out.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        SinglesSection.Print(screen, output, names);
        screen.Blank();
        PrintArcs(screen, arcs, names);
    }

    private static void PrintArcs(Screen screen, IReadOnlyList<Interaction> arcs, PartNames names)
    {
        if (arcs.Count == 0)
        {
            return;
        }

        string format = Figures.FormatFor(arcs.Max(static arc => Math.Abs(arc.Strength)));
        for (int i = 0; i < arcs.Count; i++)
        {
            string parts = string.Join(
                " ── ",
                arcs[i].Parts.Parts.ToArray().Select(part => names[part])
            );
            screen.Out.WriteLine(
                $"  {Letter(i)}  {Figures.Signed(arcs[i].Strength, format), 8}  {parts}",
                Heat.Sign(arcs[i].Strength)
            );
        }

        screen.Blank();
    }

    /// <summary>Arcs join two parts; larger sets are listed below.</summary>
    private static IReadOnlyList<Interaction> Arcs(Spectrum effects) =>
        InteractionValues
            .Compute(effects, InteractionIndex.BII, order: 2)
            .Top(MostArcs, leastOrder: 2);

    private static string Cell(double effect, double most, string format, bool isNarrow) =>
        !isNarrow ? Figures.Signed(effect, format)
        : Math.Abs(effect) <= Faint * most ? "·"
        : new string(effect > 0 ? '+' : '-', Math.Abs(effect) >= most / 2 ? 2 : 1);

    private static string Letters(IReadOnlyList<Interaction> arcs, int part) =>
        string.Concat(
            arcs.Select((arc, i) => arc.Parts.Parts.Contains(part) ? Letter(i).ToString() : "")
        );

    private static char Letter(int arc) => (char)('a' + arc);

    private static string ColumnOf(PartPlace place) =>
        place.Kind switch
        {
            "mlp" => "MLP",
            "layer" => "layer",
            "head" => $"H{place.Index.ToString(CultureInfo.InvariantCulture)}",
            _ => $"{place.Kind} {place.Index.ToString(CultureInfo.InvariantCulture)}",
        };

    private static int Rank(string kind) =>
        kind switch
        {
            "layer" => 0,
            "head" => 1,
            "mlp" => 2,
            _ => 3,
        };
}

using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Reports;
using Spectre.Console;

namespace Interplay.Cli.Explain.Data;

/// <summary>Findings on training data as tables.</summary>
internal static class FindingsSection
{
    public static void PrintHarmful(
        Screen screen,
        Explanation explanation,
        ExplainedOutput output,
        PartNames names,
        int top
    )
    {
        Finding[] all =
        [
            .. Of(explanation, output.Name)
                .Where(static finding =>
                    finding.Kind is FindingKind.Harmful or FindingKind.Mislabelled
                ),
        ];
        if (all.Length == 0 || top == 0)
        {
            return;
        }

        screen.Paragraph(
            "Parts that harm",
            $", the {Math.Min(top, all.Length)} worst: the model does better on this output without them.{(all.Take(top).Any(static finding => finding.Kind == FindingKind.Mislabelled) ? " Probably mislabelled: models that never saw the row or its copies speak against its label, seven to one and more." : "")}"
        );
        Write(
            screen,
            [.. all.Take(top)],
            names,
            hasOutput: false,
            static finding => finding.Kind == FindingKind.Mislabelled ? "probably mislabelled" : ""
        );
    }

    /// <summary>The groups of an output, or the strongest over all outputs.</summary>
    public static void PrintGroups(
        Screen screen,
        Explanation explanation,
        ExplainedOutput? output,
        PartNames names,
        int top
    )
    {
        Finding[] all =
        [
            .. Of(explanation, output?.Name)
                .Where(static finding =>
                    finding.Kind
                        is FindingKind.Redundant
                            or FindingKind.Synergistic
                            or FindingKind.Conflicting
                ),
        ];
        if (all.Length == 0)
        {
            screen.Paragraph(
                "Groups that act together:",
                " none were found; each part does its own."
            );
            screen.Blank();
            return;
        }

        if (top == 0)
        {
            return;
        }

        Finding[] shown =
        [
            .. all.OrderByDescending(static finding =>
                    Math.Abs(finding.Strength ?? 0) / Math.Pow(2, finding.Parts.Order)
                )
                .Take(top),
        ];
        screen.Paragraph(
            "Groups that act together",
            $", the {shown.Length} strongest{(output is null ? " over all outputs" : "")}. Strength: what they change together beyond what they do one by one and in smaller groups. Redundant parts do less beside one another than alone, synergistic ones more, conflicting ones pull in opposite directions. {IndexWords.Sure(isSingles: false)}"
        );
        Write(screen, shown, names, hasOutput: output is null, Words);
    }

    public static void PrintEqual(Screen screen, Explanation explanation, PartNames names, int top)
    {
        Finding[] all = [.. explanation.Findings.Where(static finding => finding.Output is null)];
        if (all.Length == 0 || top == 0)
        {
            return;
        }

        screen.Paragraph("Equal rows", $": {all.Length} sets of rows have the same features.");
        foreach (Finding finding in all.Take(top))
        {
            screen.Paragraph(
                "",
                $"{names.Of(finding.Parts)}: {(finding.Kind == FindingKind.Duplicate ? "duplicates, with the same target" : "a contradiction, with different targets")}.",
                indent: 2
            );
        }

        screen.Blank();
    }

    private static string Words(Finding finding) =>
        finding.Kind switch
        {
            FindingKind.Redundant => "redundant",
            FindingKind.Synergistic => "synergistic",
            _ => "conflicting",
        };

    private static IEnumerable<Finding> Of(Explanation explanation, string? output) =>
        explanation.Findings.Where(finding =>
            finding.Output is { } name
            && (output is null || name.Equals(output, StringComparison.Ordinal))
        );

    private static void Write(
        Screen screen,
        Finding[] findings,
        PartNames names,
        bool hasOutput,
        Func<Finding, string> words
    )
    {
        var table = new Table { Border = TableBorder.None };
        if (hasOutput)
        {
            table.AddColumn(new TableColumn("output").PadLeft(0).PadRight(2));
        }

        table.AddColumn(new TableColumn("parts").PadLeft(0).PadRight(2));
        table.AddColumn(new TableColumn("strength").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("sure").RightAligned().PadRight(2).NoWrap());
        table.AddColumn(new TableColumn("").PadRight(0));
        string format = Figures.FormatFor(
            findings.Max(static finding => Math.Abs(finding.Strength ?? 0))
        );
        foreach (Finding finding in findings)
        {
            double strength = finding.Strength ?? 0;
            Interaction interaction = new Interaction(
                finding.Parts,
                strength,
                finding.StandardError
            ).Among(names.Count);
            string error = finding.StandardError is double deviation and > 0
                ? $" ± {Figures.Plain(deviation, format)}"
                : "";
            List<Text> cells =
            [
                new(names.Of(finding.Parts)),
                new($"{Figures.Signed(strength, format)}{error}", Heat.Sign(strength)),
                new(
                    interaction.SignProbability is double probability
                        ? Figures.Sure(probability)
                        : "unknown"
                ),
                new(
                    InteractionMeaning.IsChance(interaction)
                        ? InteractionMeaning.Chance
                        : words(finding)
                ),
            ];
            if (hasOutput)
            {
                cells.Insert(0, new(finding.Output ?? ""));
            }

            table.AddRow(cells);
        }

        screen.Out.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        screen.Blank();
    }
}

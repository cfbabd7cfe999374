using System.Globalization;
using Interplay.Cli.Terminal;
using Interplay.Training.Findings;
using Interplay.Training.Studies;
using Spectre.Console;

namespace Interplay.Cli.Explain.Data;

/// <summary>An audit of training rows as two tables: labels that the other rows contradict, and pairs that are redundant.</summary>
internal static class AuditReport
{
    public static void Print(DataAudit audit, int top, bool isPlain)
    {
        using var screen = new Screen(isPlain);
        screen.Paragraph("", $"{audit.Subject}.");
        screen.Blank();
        PrintRows(screen, audit, top);
        PrintPairs(screen, audit, top);
    }

    private static void PrintRows(Screen screen, DataAudit audit, int top)
    {
        IReadOnlyList<AuditedRow> rows = audit.Audit.Harmful(top);
        if (rows.Count == 0)
        {
            return;
        }

        int contradicted = audit.Audit.Rows.Count(static row => row.ContradictedLabel);
        screen.Paragraph(
            "Most harmful rows",
            $", the {rows.Count} worst of {audit.Parts.Count}. Label: how far models that never saw the row or its copies agree with it ({(audit.Audit.AreClasses ? "log-odds that it is right" : "minus the squared error")}), the trainer and kernel regressions, weighted by how well they predict rows left out. Trainer: what the trainer alone says of it ({audit.Unit}). Effect: what keeping the row changes for the other rows, on average, in the same unit. {(audit.Audit.AreClasses ? $"{contradicted} labels are contradicted, {audit.Audit.Rows.Count(static row => row.IsProbablyMislabelled)} of them seven to one and more." : "")}"
        );
        Table table = TableOf("row", "label", "trainer", "effect", "");
        foreach (AuditedRow row in rows)
        {
            table.AddRow(
                new Text(audit.Parts[row.Part].Text),
                Number(row.LabelFit),
                Number(row.LeftOutMargin, row.LeftOutError),
                Number(row.Effect, row.EffectError),
                new Text(
                    row.IsProbablyMislabelled ? "probably mislabelled"
                    : row.ContradictedLabel ? "contradicted"
                    : ""
                )
            );
        }

        Write(screen, table);
    }

    private static void PrintPairs(Screen screen, DataAudit audit, int top)
    {
        IReadOnlyList<RowPair> pairs = audit.Audit.Redundant(top);
        RowPair[] others =
        [
            .. audit.Audit.Pairs.Where(static pair => pair.IsInterchangeable && !pair.IsRedundant),
        ];
        int measured = audit.Audit.Pairs.Count;
        int redundant = audit.Audit.Pairs.Count(static pair => pair.IsRedundant);
        screen.Paragraph(
            "Redundant pairs",
            $", {redundant} of the {measured} most similar that were measured{(redundant > pairs.Count ? $", the {pairs.Count} most similar" : "")}. Similarity: how far one does what the other does, 1 for copies. Interaction: how much less (-) each does beside the other, as a share of what it does alone."
        );
        Table table = TableOf("rows", "similarity", "interaction", "");
        foreach (RowPair pair in pairs.Concat(others.Take(top)))
        {
            table.AddRow(
                new Text($"{audit.Parts[pair.First].Text} + {audit.Parts[pair.Second].Text}"),
                new Text(pair.Similarity.ToString("0.0000", CultureInfo.InvariantCulture)),
                Number(pair.Interaction, pair.StandardError),
                new Text(
                    (pair.IsInterchangeable, pair.IsRedundant) switch
                    {
                        (true, true) => "stand for one another",
                        (true, false) => "stand for one another, not redundant to this trainer",
                        _ => "",
                    }
                )
            );
        }

        Write(screen, table);
    }

    private static Table TableOf(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None };
        for (int i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(columns[i]).PadLeft(0).PadRight(2);
            table.AddColumn(
                i > 0 && columns[i].Length > 0 ? column.RightAligned().NoWrap() : column
            );
        }

        return table;
    }

    private static Text Number(double value) =>
        new(Figures.Signed(value, "0.000"), Heat.Sign(value));

    private static Text Number(double value, double error)
    {
        string format = Math.Abs(value) < 0.1 ? "0.0000" : "0.000";
        return new Text(
            $"{Figures.Signed(value, format)} ± {Figures.Plain(error, format)}",
            Heat.Sign(value)
        );
    }

    private static void Write(Screen screen, Table table)
    {
        screen.Out.Write(new Padder(table, new Padding(2, 0, 0, 0)));
        screen.Blank();
    }
}

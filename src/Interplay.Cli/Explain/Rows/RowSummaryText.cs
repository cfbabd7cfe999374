using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Rows;

namespace Interplay.Cli.Explain.Rows;

/// <summary>The summary of many rows in words.</summary>
internal static class RowSummaryText
{
    public static void Print(
        RowSummary summary,
        string sentence,
        int top,
        IEnumerable<string> outputs,
        TextWriter target
    )
    {
        target.WriteLine(sentence);
        target.WriteLine(
            $"Strengths ({summary.Index.ToName()}): their mean absolute size over the rows, their mean, how much they differ from row to row (standard deviation), and in how many rows there is any."
        );
        foreach (string output in outputs)
        {
            IReadOnlyList<SetSummary> sets = summary.Outputs[output];
            target.WriteLine();
            target.WriteLine($"Output \"{output}\", each part alone:");
            Print(summary, [.. sets.Where(static set => set.Parts.Order == 1).Take(top)], target);
            SetSummary[] joint = [.. sets.Where(static set => set.Parts.Order > 1).Take(top)];
            if (joint.Length > 0)
            {
                target.WriteLine("Parts that act together, the strongest:");
                Print(summary, joint, target);
            }
        }

        target.WriteLine();
        target.WriteLine($"Cost: {summary.Ablations} distinct ablations.");
    }

    private static void Print(RowSummary summary, SetSummary[] sets, TextWriter target)
    {
        if (sets.Length == 0)
        {
            return;
        }

        string format = Figures.FormatFor(sets.Max(static set => set.MeanAbsolute));
        foreach (
            string line in AlignedText.Align(
                sets,
                [
                    set =>
                        string.Join(
                            " + ",
                            set.Parts.Parts.ToArray().Select(part => summary.Parts[part])
                        ),
                    set => Figures.Plain(set.MeanAbsolute, format),
                    set => $"mean {Figures.Signed(set.Mean, format)}",
                    set => $"± {Figures.Plain(set.Deviation, format)}",
                    set => $"{set.Rows} rows",
                ],
                rightAligned: 1
            )
        )
        {
            target.WriteLine($"  {line}".TrimEnd());
        }
    }
}

using Interplay.Cli.Terminal;
using Interplay.Interactions.Indices;
using Interplay.Reports.Summaries;

namespace Interplay.Cli.Explain.Texts;

/// <summary>The summary of many texts in words.</summary>
internal static class TextSummaryText
{
    public static void Print(
        TextSummary summary,
        string file,
        int top,
        IEnumerable<string> outputs,
        TextWriter target
    )
    {
        target.WriteLine($"{summary.Names.Count} texts of {file}.");
        target.WriteLine(
            $"Strength ({summary.Index.ToName()}): its mean absolute size over all texts, 0 where it is not sure or the words are missing; mean: over the texts that have the words. Raises and lowers: how often a sign was sure (95 % and more, the choice among all sets counted)."
        );
        foreach (string output in outputs.Where(summary.Outputs.ContainsKey))
        {
            IReadOnlyList<WordSetSummary> sets = summary.Outputs[output];
            Print($"Output \"{output}\", each word alone:", sets, isJoint: false);
            Print("Words that act together, the strongest:", sets, isJoint: true);
        }

        target.WriteLine();
        target.WriteLine($"Cost: {summary.Ablations} distinct ablations.");

        void Print(string title, IReadOnlyList<WordSetSummary> sets, bool isJoint)
        {
            WordSetSummary[] shown =
            [
                .. sets.Where(set => set.Words.Count > 1 == isJoint && set.MeanAbsolute > 0)
                    .Take(top),
            ];
            if (shown.Length == 0)
            {
                return;
            }

            target.WriteLine();
            target.WriteLine(title);
            string format = Figures.FormatFor(shown[0].MeanAbsolute);
            foreach (
                string line in AlignedText.Align(
                    shown,
                    [
                        static set =>
                            string.Join(" + ", set.Words.Select(static word => $"\"{word}\"")),
                        set => Figures.Plain(set.MeanAbsolute, format),
                        set => $"mean {Figures.Signed(set.Mean, format)}",
                        static set => $"in {set.Texts}",
                        static set => $"raises {set.Raises}",
                        static set => $"lowers {set.Lowers}",
                    ],
                    rightAligned: 1
                )
            )
            {
                target.WriteLine($"  {line}".TrimEnd());
            }
        }
    }
}

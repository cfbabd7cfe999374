using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Interactions.Trust;
using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Llm.Documents;
using Interplay.Masks;
using Interplay.Reports;
using Interplay.Runs;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>What the answer needs, in words, where the parts are documents.</summary>
internal static class DocumentSection
{
    public static void Print(
        Screen screen,
        PromptLens lens,
        Explanation explanation,
        ReportView view,
        SufficientParts? needed
    )
    {
        if (!HasDocuments(lens))
        {
            return;
        }

        foreach (ExplainedOutput output in Shown(explanation, view.Show))
        {
            screen.Blank();
            if (needed is not null && explanation.Outputs.Count == 1)
            {
                screen.Paragraph("Checked by asking: ", Checked(lens, explanation, needed));
            }

            if (Contradicts(explanation, output) is { } contradiction)
            {
                screen.Paragraph("", contradiction);
                continue;
            }

            screen.Paragraph(
                $"What the answer needs{(explanation.Outputs.Count > 1 ? $" ({OutputsSection.NameOf(output)})" : "")}{(AsProbability(explanation) ? " (the value is its probability)" : "")}{(output.Trust.Verdict.Kind == VerdictKind.Complete ? "" : $", as predicted from the combinations that were asked{(explanation.KeptShare == 0.5 ? "" : $", {MaskWords.Kept(explanation.KeptShare)}")}")}:",
                ""
            );
            foreach (DocumentStatement statement in Statements(lens, explanation, output))
            {
                screen.Paragraph("", statement.Sentence, indent: 2);
            }
        }
    }

    private static string Checked(PromptLens lens, Explanation explanation, SufficientParts needed)
    {
        string names = string.Join(
            ", ",
            needed.Parts.Parts.ToArray().Select(part => Named(lens.Parts[part]).Text)
        );
        string says = explanation.Readout?.Classes is var (positive, negative)
            ? $"the model says {(needed.Whole >= 0 ? positive : negative)}"
            : "the value stays on its side";
        return $"with {names} alone {says} ({Figures.Signed(needed.Alone)}); without any one of these it does not (at best {Figures.Signed(needed.WithoutOne)}). The whole prompt gives {Figures.Signed(needed.Whole)}.";
    }

    /// <summary>What is recovered speaks of the whole prompt only where it predicts what that gave.</summary>
    private static string? Contradicts(Explanation explanation, ExplainedOutput output)
    {
        if (output.Ends is not { All: { } all, None: { } none })
        {
            return null;
        }

        double predicted = output.Spectrum.Evaluate(Mask.Full(explanation.PartCount).Words);
        return Math.Abs(predicted - all) > Math.Abs(all - none) / 2
            ? $"The combinations that were asked predict {Figures.Signed(predicted)} for the whole prompt, which gives {Figures.Signed(all)}: they do not tell what it needs, so nothing more is said of single documents."
            : null;
    }

    /// <summary>Whether some part is a document.</summary>
    public static bool HasDocuments(PromptLens lens) =>
        lens.Origins.Any(static origin => origin.Kind == PromptPartKind.Document);

    /// <summary>
    /// Sentences call a part by the name it has in the prompt, [2] or user, not by how it begins. Log-odds are read as probabilities, where that can
    /// be done.
    /// </summary>
    public static IReadOnlyList<DocumentStatement> Statements(
        PromptLens lens,
        Explanation explanation,
        ExplainedOutput output
    ) =>
        DocumentSentences.Describe(
            AsProbability(explanation) ? Probabilities.Of(output.Spectrum) : output.Spectrum,
            [.. lens.Parts.Select(Named)]
        );

    private static bool AsProbability(Explanation explanation) =>
        explanation.PartCount <= Probabilities.MostParts
        && explanation.Readout is { IsLogOdds: true };

    private static Part Named(Part part) =>
        part.Name is { } name ? part with { Text = name } : part;

    /// <summary>Of many outputs the one whose value changes most.</summary>
    private static IReadOnlyList<ExplainedOutput> Shown(Explanation explanation, string? show)
    {
        IReadOnlyList<ExplainedOutput> asked = ShownOutputs.Of(explanation, show);
        return show is null && asked.Count > ShownOutputs.MostInFull
            ? [asked.MaxBy(static output => output.Spectrum.Variance)!]
            : asked;
    }
}

using Interplay.Cli.Sections;
using Interplay.Cli.Terminal;
using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Lenses.Prompts.Nodes;
using Interplay.Llm.Documents;
using Interplay.Reports;

namespace Interplay.Cli.Explain.Prompts;

/// <summary>What the answer needs, in words, where the parts are documents.</summary>
internal static class DocumentSection
{
    public static void Print(
        Screen screen,
        PromptLens lens,
        Explanation explanation,
        ReportView view
    )
    {
        if (!HasDocuments(lens))
        {
            return;
        }

        foreach (ExplainedOutput output in Shown(explanation, view.Show))
        {
            screen.Blank();
            screen.Paragraph(
                $"What the answer needs{(explanation.Outputs.Count > 1 ? $" ({OutputsSection.NameOf(output)})" : "")}{(AsProbability(explanation) ? " (the value is its probability)" : "")}:",
                ""
            );
            foreach (DocumentStatement statement in Statements(lens, explanation, output))
            {
                screen.Paragraph("", statement.Sentence, indent: 2);
            }
        }
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

using Interplay.Lenses;
using Interplay.Lenses.Prompts;
using Interplay.Llm.Documents;
using Interplay.Reports;

namespace Interplay.Cli.Terminal;

/// <summary>What the answer needs, in words, where the parts are documents.</summary>
internal static class DocumentSection
{
    public static void Print(PromptLens lens, Explanation explanation, bool isPlain)
    {
        if (!lens.Origins.Any(static origin => origin.Kind == PromptPartKind.Document))
        {
            return;
        }

        using var screen = new Screen(isPlain);
        // Sentences call a document by the name it has in the prompt, [2] or report.pdf, not by how it begins.
        Part[] parts =
        [
            .. lens.Parts.Select(
                (part, i) =>
                    lens.Origins[i] is { Kind: PromptPartKind.Document, Id: { } id }
                        ? part with
                        {
                            Text = id,
                        }
                        : part
            ),
        ];
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            screen.Blank();
            screen.Paragraph(
                $"What the answer needs{(explanation.Outputs.Count > 1 ? $" ({output.Name})" : "")}:",
                ""
            );
            foreach (
                DocumentStatement statement in DocumentSentences.Describe(output.Spectrum, parts)
            )
            {
                screen.Paragraph("", statement.Sentence, indent: 2);
            }
        }
    }
}

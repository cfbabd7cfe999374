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
        string[] names =
        [
            .. lens.Origins.Select(static origin =>
                origin is { Kind: PromptPartKind.Document, Id: { } id }
                    ? id
                    : $"part {origin.Index + 1}"
            ),
        ];
        foreach (ExplainedOutput output in explanation.Outputs)
        {
            screen.Blank();
            screen.Paragraph(
                $"What the answer needs{(explanation.Outputs.Count > 1 ? $" ({output.Name})" : "")}:",
                ""
            );
            foreach (DocumentStatement statement in DocumentSentences.Of(output.Spectrum, names))
            {
                screen.Paragraph("", statement.Sentence, indent: 2);
            }
        }
    }
}

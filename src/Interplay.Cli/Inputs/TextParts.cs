using Interplay.Lenses.Text;
using Interplay.Reports;

namespace Interplay.Cli.Inputs;

/// <summary>The parts of a text as reports show them.</summary>
internal static class TextParts
{
    public static ExplainedPart[] Of(TextLens lens) =>
        [
            .. lens.Parts.Select(static part => new ExplainedPart(
                part.Index,
                part.Text,
                part.Start,
                part.Length
            )),
        ];
}

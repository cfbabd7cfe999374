using Interplay.Lenses;
using Interplay.Lenses.Text;

namespace Interplay.Cli.Options;

/// <summary>How <c>--parts</c> and <c>--ablation</c> are spelled.</summary>
internal static class TextCut
{
    public const string DefaultParts = "words";
    public const string DefaultAblation = "mask";
    public const string Removal = "remove";
    private const string PatternPrefix = "regex:";
    private const string ReplacePrefix = "replace:";

    /// <summary>The options of the text lens.</summary>
    /// <exception cref="InterplayException"><c>unknown-parts</c> or <c>unknown-ablation</c>.</exception>
    public static TextLensOptions Parse(string parts, string ablation)
    {
        TextUnit unit = parts switch
        {
            DefaultParts => TextUnit.Word,
            "sentences" => TextUnit.Sentence,
            "lines" => TextUnit.Line,
            "paragraphs" => TextUnit.Paragraph,
            _ when parts.StartsWith(PatternPrefix, StringComparison.Ordinal) => TextUnit.Pattern,
            _ => throw new InterplayException(
                ErrorKind.Request,
                "unknown-parts",
                $"A text is cut into words, sentences, lines, paragraphs or regex:PATTERN; found '{parts}'."
            ),
        };
        TextAblation taken = ablation switch
        {
            Removal => TextAblation.Remove,
            DefaultAblation => TextAblation.MaskToken,
            _ when ablation.StartsWith(ReplacePrefix, StringComparison.Ordinal) =>
                TextAblation.Replace,
            _ => throw new InterplayException(
                ErrorKind.Request,
                "unknown-ablation",
                $"A part is taken away by remove, mask or replace:TEXT; found '{ablation}'."
            ),
        };
        var options = new TextLensOptions
        {
            Unit = unit,
            Pattern = unit == TextUnit.Pattern ? parts[PatternPrefix.Length..] : null,
            Ablation = taken,
        };
        return taken == TextAblation.Replace
            ? options with
            {
                Replacement = ablation[ReplacePrefix.Length..],
            }
            : options;
    }
}

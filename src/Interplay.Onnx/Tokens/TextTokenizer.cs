using Interplay.Lenses.Text;

namespace Interplay.Onnx.Tokens;

/// <summary>Texts as token numbers, exactly as a model's folder says. Safe for use by many threads.</summary>
internal abstract class TextTokenizer : IDisposable
{
    /// <summary>What frames a text.</summary>
    public required TokenFrame Frame { get; init; }

    /// <summary>How the mask token is written; null if the vocabulary has none.</summary>
    public string? MaskToken { get; protected init; }

    /// <summary>Most tokens of a framed text that the folder's tokenizer lets through; null if it does not say.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The token that fills up a text where the model's length is fixed; null if the folder does not say.</summary>
    public int? Padding { get; init; }

    /// <summary>Whether texts are filled up before their first token.</summary>
    public bool PadsBefore { get; init; }

    /// <summary>Identity of the files that it was read from.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The token numbers of a text, framed.</summary>
    public int[] Read(string text) => [.. Frame.Before, .. ReadPiece(text), .. Frame.After];

    /// <summary>The token numbers of a text, framed; where that is none at all, the one that fills up texts, since a model reads at least one.</summary>
    public int[] ReadSome(string text) =>
        Read(text) is { Length: > 0 } tokens ? tokens : [Padding ?? 0];

    /// <summary>The token numbers of a piece of text, nothing added.</summary>
    public abstract int[] ReadPiece(string text);

    /// <summary>How a token is written.</summary>
    public abstract string TextOf(int token);

    /// <summary>A text whose parts are taken away by the mask token of this vocabulary; left out where it has none.</summary>
    public TextLens Fitted(TextLens lens) =>
        lens.Options.Ablation != TextAblation.MaskToken || lens.Options.MaskToken == MaskToken
            ? lens
            : TextLens.Create(
                lens.Text,
                MaskToken is { } mask
                    ? lens.Options with
                    {
                        MaskToken = mask,
                    }
                    : lens.Options with
                    {
                        Ablation = TextAblation.Remove,
                    }
            );

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Lets go of what lies outside of the managed heap.</summary>
    protected virtual void Close() { }
}

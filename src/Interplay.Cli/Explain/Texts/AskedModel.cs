using Interplay.Lenses.Text;
using Interplay.Onnx.Text;

namespace Interplay.Cli.Explain.Texts;

/// <summary>An open model of texts and what it is asked: a classifier about its labels, or an encoder about how alike two texts are.</summary>
internal sealed class AskedModel : IDisposable
{
    private readonly IDisposable _model;
    private readonly Func<TextLens, CancellationToken, AskedText> _ask;

    private AskedModel(IDisposable model, Func<TextLens, CancellationToken, AskedText> ask) =>
        (_model, _ask) = (model, ask);

    /// <summary>A text classifier about its labels.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="second">The second text of a model of pairs; null for one of single texts.</param>
    /// <param name="output">The label to explain, or all; null for the likeliest of each text.</param>
    public static AskedModel Labels(string folder, string? second, string? output)
    {
        var classifier = TextClassifier.Load(folder, new TextClassifierOptions { Second = second });
        return new AskedModel(
            classifier,
            (whole, cancellationToken) =>
            {
                TextLens lens = classifier.Fitted(whole);
                IReadOnlyList<string> labels = classifier.Choose(
                    lens.Text,
                    output,
                    cancellationToken
                );
                return new AskedText(
                    new TextClassifierValueFunction(classifier, lens, labels),
                    lens,
                    classifier.ReadoutOf(labels),
                    [
                        .. Unmasked(lens, whole),
                        .. second is null
                            ? []
                            : (string[])[$"Each was read before the second text \"{second}\"."],
                    ]
                );
            }
        );
    }

    /// <summary>An encoder about how alike two texts are.</summary>
    public static AskedModel Similarity(string folder, string other)
    {
        var encoder = SentenceEncoder.Load(folder);
        return new AskedModel(
            encoder,
            (whole, _) =>
            {
                TextLens lens = encoder.Fitted(whole);
                return new AskedText(
                    new TextSimilarityValueFunction(encoder, lens, other),
                    lens,
                    null,
                    [
                        .. Unmasked(lens, whole),
                        $"Values are the cosine similarity with \"{other}\"; pooled: {encoder.PoolingInWords}.",
                    ]
                );
            }
        );
    }

    /// <summary>What it is asked about a text.</summary>
    public AskedText Ask(TextLens whole, CancellationToken cancellationToken) =>
        _ask(whole, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private static string[] Unmasked(TextLens lens, TextLens whole) =>
        lens.Options.Ablation == whole.Options.Ablation
            ? []
            : ["The model's vocabulary has no mask token: removed words were left out."];
}

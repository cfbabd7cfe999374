using Interplay.Lenses.Text;
using Interplay.Masks;
using Interplay.Onnx.Text;
using Interplay.Reports;
using Interplay.ValueFunctions;

namespace Interplay.Cli.Explain.Texts;

/// <summary>A text, the model that is asked about it, and what its numbers are.</summary>
/// <param name="Function">What is explained.</param>
/// <param name="Lens">The text as the model can read it ablated.</param>
/// <param name="Readout">What the numbers are; null where they are no log-odds.</param>
/// <param name="Notes">What the report says of it beyond the run's own notes.</param>
/// <param name="Model">The open model.</param>
internal sealed record AskedText(
    IValueFunction Function,
    TextLens Lens,
    Readout? Readout,
    IReadOnlyList<string> Notes,
    IDisposable Model
) : IDisposable
{
    /// <summary>A text classifier about its labels.</summary>
    public static AskedText Labels(
        string folder,
        TextLens whole,
        string? second,
        string? output,
        CancellationToken cancellationToken
    )
    {
        var classifier = TextClassifier.Load(folder, new TextClassifierOptions { Second = second });
        try
        {
            TextLens lens = classifier.Fitted(whole);
            IReadOnlyList<string> labels = classifier.Choose(lens.Text, output, cancellationToken);
            return new AskedText(
                new TextClassifierValueFunction(classifier, lens, labels),
                lens,
                classifier.ReadoutOf(labels),
                [
                    .. Unmasked(lens, whole),
                    .. second is null
                        ? []
                        : (string[])[$"Each was read before the second text \"{second}\"."],
                ],
                classifier
            );
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>An encoder about how alike two texts are.</summary>
    public static AskedText Similarity(string folder, TextLens whole, string other)
    {
        var encoder = SentenceEncoder.Load(folder);
        try
        {
            TextLens lens = encoder.Fitted(whole);
            return new AskedText(
                new TextSimilarityValueFunction(encoder, lens, other),
                lens,
                null,
                [
                    .. Unmasked(lens, whole),
                    $"Values are the cosine similarity with \"{other}\"; pooled: {encoder.PoolingInWords}.",
                ],
                encoder
            );
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>What the model gives for the whole text, an output each.</summary>
    public async Task<double[]> MeasureAsync()
    {
        var values = new double[Function.Outputs.Count];
        await Function.EvaluateAsync(
            MaskMatrix.From([Mask.Full(Function.PartCount)]),
            values,
            CancellationToken.None
        );
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static string[] Unmasked(TextLens lens, TextLens whole) =>
        lens.Options.Ablation == whole.Options.Ablation
            ? []
            : ["The model's vocabulary has no mask token: removed words were left out."];
}

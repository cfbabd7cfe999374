using System.Numerics.Tensors;
using Interplay.Lenses;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Onnx.Text;

/// <summary>The cosine similarity, from -1 to 1, of the vector of the ablated text and that of another text; one output.</summary>
public sealed class TextSimilarityValueFunction : IValueFunction
{
    private readonly SentenceEncoder _encoder;
    private readonly ILens<string> _lens;
    private readonly double[] _other;

    /// <summary>Explains how alike two texts are. The encoder stays the caller's to dispose.</summary>
    /// <param name="encoder">What gives the vectors.</param>
    /// <param name="lens">The text and its parts.</param>
    /// <param name="other">The text that it is compared with, of which nothing is taken away.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>: a text is longer than the model reads; <c>model-failed</c>; <c>embedding-unusable</c>.</exception>
    public TextSimilarityValueFunction(SentenceEncoder encoder, ILens<string> lens, string other)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull(other);
        _encoder = encoder;
        _lens = lens;
        _other = encoder.Embed([other, lens.Ablate(Mask.Full(lens.Parts.Count))])[0];
        Fingerprint = Interplay.Fingerprint.Of(
            "text-similarity/1",
            encoder.Fingerprint,
            lens.Fingerprint,
            other
        );
    }

    /// <inheritdoc/>
    public int PartCount => _lens.Parts.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; } = ["similarity"];

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public async ValueTask EvaluateAsync(
        MaskMatrix masks,
        Memory<double> values,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentOutOfRangeException.ThrowIfNotEqual(masks.PartCount, PartCount, nameof(masks));
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, masks.RowCount, nameof(values));
        var texts = new string[masks.RowCount];
        for (int row = 0; row < texts.Length; row++)
        {
            texts[row] = _lens.Ablate(masks.GetMask(row));
        }

        double[][] vectors = await Task.Run(
                () => _encoder.Embed(texts, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        for (int row = 0; row < vectors.Length; row++)
        {
            values.Span[row] = Cosine(vectors[row], _other);
        }
    }

    private static double Cosine(double[] one, double[] other)
    {
        double norms = TensorPrimitives.Norm<double>(one) * TensorPrimitives.Norm<double>(other);
        return norms > 0
            ? TensorPrimitives.Dot<double>(one, other) / norms
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "embedding-unusable",
                "The vector of a text has no direction: all of its numbers are 0."
            );
    }
}

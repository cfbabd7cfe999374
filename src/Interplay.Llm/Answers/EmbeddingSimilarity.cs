using System.Diagnostics;
using System.Numerics.Tensors;
using Interplay.ValueFunctions;
using Microsoft.Extensions.AI;

namespace Interplay.Llm.Answers;

/// <summary>The cosine between the embeddings of the answer and of a reference, -1 to 1. An empty answer is not sent: its similarity is 0, as that of unrelated texts.</summary>
public sealed class EmbeddingSimilarity : IAnswerMeasure
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly string _reference;
    private readonly Lock _gate = new();
    private Task<float[]>? _referenceVector;

    /// <summary>Creates the measure.</summary>
    /// <param name="generator">What embeds texts.</param>
    /// <param name="reference">The answer to compare with, not empty; embedded once, at the first measurement.</param>
    public EmbeddingSimilarity(
        IEmbeddingGenerator<string, Embedding<float>> generator,
        string reference
    )
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentException.ThrowIfNullOrWhiteSpace(reference);
        _generator = generator;
        _reference = reference;
        var metadata =
            generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata;
        Fingerprint = Interplay.Fingerprint.Of(
            nameof(EmbeddingSimilarity),
            metadata?.ProviderName ?? "",
            metadata?.DefaultModelId ?? "",
            reference
        );
    }

    /// <inheritdoc/>
    public string Name => "similarity";

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    /// <exception cref="InterplayException"><c>embedding-unusable</c>: vectors of different length, or one without a direction.</exception>
    public async ValueTask<Measurement> MeasureAsync(
        string answer,
        CancellationToken cancellationToken = default
    )
    {
        if (string.IsNullOrWhiteSpace(answer))
        {
            return default;
        }

        long start = Stopwatch.GetTimestamp();
        float[] reference = await ReferenceAsync(cancellationToken);
        GeneratedEmbeddings<Embedding<float>> embedded = await _generator.GenerateAsync(
            [answer],
            cancellationToken: cancellationToken
        );
        float[] vector = embedded[0].Vector.ToArray();
        double cosine = vector.Length == reference.Length ? Cosine(vector, reference) : double.NaN;
        return double.IsFinite(cosine)
            ? new Measurement(
                cosine,
                new AblationCost(
                    1,
                    embedded.Usage?.InputTokenCount ?? 0,
                    0,
                    Stopwatch.GetElapsedTime(start)
                )
            )
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "embedding-unusable",
                $"The embedding of {RawOutputs.Quote(TextMeasure.Shortened(answer))} has {vector.Length} numbers, that of the reference {reference.Length}; both need the same length and a direction."
            );
    }

    private static double Cosine(float[] a, float[] b)
    {
        double[] left = [.. a.Select(static x => (double)x)];
        double[] right = [.. b.Select(static x => (double)x)];
        double norms = TensorPrimitives.Norm<double>(left) * TensorPrimitives.Norm<double>(right);
        return Math.Clamp(TensorPrimitives.Dot<double>(left, right) / norms, -1, 1);
    }

    /// <summary>The vector of the reference, asked for once; again only where that failed.</summary>
    private Task<float[]> ReferenceAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_referenceVector is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _referenceVector = EmbedReferenceAsync(cancellationToken);
            }

            return _referenceVector;
        }
    }

    private async Task<float[]> EmbedReferenceAsync(CancellationToken cancellationToken)
    {
        GeneratedEmbeddings<Embedding<float>> embedded = await _generator.GenerateAsync(
            [_reference],
            cancellationToken: cancellationToken
        );
        return embedded[0].Vector.ToArray();
    }
}

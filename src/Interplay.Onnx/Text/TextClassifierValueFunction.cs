using Interplay.Lenses;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Onnx.Text;

/// <summary>The values that a classifier gives to labels of the ablated text (<see cref="TextClassifier.Values"/>); an output a label.</summary>
public sealed class TextClassifierValueFunction : IValueFunction
{
    private readonly TextClassifier _classifier;
    private readonly ILens<string> _lens;
    private readonly string[] _labels;

    /// <summary>Explains the second of two labels, the positive one where they have no other names. The classifier stays the caller's to dispose.</summary>
    /// <param name="classifier">What gives the value.</param>
    /// <param name="lens">The text and its parts.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>: the whole text is longer than the model reads; <c>label-unknown</c>: the model has not two labels.</exception>
    public TextClassifierValueFunction(TextClassifier classifier, ILens<string> lens)
        : this(classifier, lens, "positive") { }

    /// <summary>Explains the second of two labels under a name of its own. The classifier stays the caller's to dispose.</summary>
    /// <param name="classifier">What gives the value.</param>
    /// <param name="lens">The text and its parts.</param>
    /// <param name="output">Name of the output.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>: the whole text is longer than the model reads; <c>label-unknown</c>: the model has not two labels.</exception>
    public TextClassifierValueFunction(TextClassifier classifier, ILens<string> lens, string output)
        : this(classifier, lens, output, null)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        classifier.LogOdds([]);
    }

    /// <summary>Explains some labels. The classifier stays the caller's to dispose.</summary>
    /// <param name="classifier">What gives the values.</param>
    /// <param name="lens">The text and its parts.</param>
    /// <param name="labels">Names among <see cref="TextClassifier.Labels"/>, at least one (<see cref="TextClassifier.Choose"/>).</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>: the whole text is longer than the model reads; <c>label-unknown</c>.</exception>
    public TextClassifierValueFunction(
        TextClassifier classifier,
        ILens<string> lens,
        IReadOnlyList<string> labels
    )
        : this(classifier, lens, null, labels)
    {
        ArgumentOutOfRangeException.ThrowIfZero(labels.Count, nameof(labels));
        classifier.Values([], labels);
    }

    private TextClassifierValueFunction(
        TextClassifier classifier,
        ILens<string> lens,
        string? output,
        IReadOnlyList<string>? labels
    )
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentNullException.ThrowIfNull((object?)output ?? labels, nameof(labels));
        _classifier = classifier;
        _lens = lens;
        // The one positive label of a model without names is what every function of before was about: its journals fit.
        output ??=
            !classifier.HasConfig
            && labels is [var one]
            && one == classifier.Labels[^1]
            && classifier.Labels.Count == 2
                ? one
                : null;
        _labels = output is null ? [.. labels!] : [classifier.Labels[^1]];
        Outputs = output is null ? _labels : [output];
        Fingerprint = output is null
            ? Interplay.Fingerprint.Of([
                classifier.Fingerprint,
                lens.Fingerprint,
                "labels/1",
                .. _labels,
            ])
            : Interplay.Fingerprint.Of(
                classifier.Fingerprint,
                lens.Fingerprint,
                "log-odds",
                output
            );
        classifier.ThrowIfTooLong(lens.Ablate(Mask.Full(lens.Parts.Count)));
    }

    /// <inheritdoc/>
    public int PartCount => _lens.Parts.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

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
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            values.Length,
            masks.RowCount * _labels.Length,
            nameof(values)
        );
        double[] computed = await Task.Run(
                () => _classifier.Values(Ablated(masks), _labels, cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        computed.CopyTo(values);
    }

    private string[] Ablated(MaskMatrix masks)
    {
        var texts = new string[masks.RowCount];
        for (int row = 0; row < texts.Length; row++)
        {
            texts[row] = _lens.Ablate(masks.GetMask(row));
        }

        return texts;
    }
}

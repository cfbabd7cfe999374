using Interplay.Lenses;
using Interplay.Masks;
using Interplay.ValueFunctions;

namespace Interplay.Onnx.Text;

/// <summary>The log-odds of the positive class that a classifier gives to the ablated text; one output.</summary>
public sealed class TextClassifierValueFunction : IValueFunction
{
    private readonly TextClassifier _classifier;
    private readonly ILens<string> _lens;

    /// <summary>Explains a text by a classifier. The classifier stays the caller's to dispose.</summary>
    /// <param name="classifier">What gives the value.</param>
    /// <param name="lens">The text and its parts.</param>
    /// <param name="output">Name of the output.</param>
    /// <exception cref="InterplayException"><c>too-many-tokens</c>: the whole text is longer than the model reads.</exception>
    public TextClassifierValueFunction(
        TextClassifier classifier,
        ILens<string> lens,
        string output = "positive"
    )
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(lens);
        ArgumentException.ThrowIfNullOrEmpty(output);
        _classifier = classifier;
        _lens = lens;
        Outputs = [output];
        Fingerprint = Interplay.Fingerprint.Of(
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
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, masks.RowCount, nameof(values));
        double[] logOdds = await Task.Run(
                () => _classifier.LogOdds(Ablated(masks), cancellationToken),
                cancellationToken
            )
            .ConfigureAwait(false);
        logOdds.CopyTo(values);
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

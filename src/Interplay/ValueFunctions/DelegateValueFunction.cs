using Interplay.Masks;

namespace Interplay.ValueFunctions;

/// <summary>A function of your own as a value function.</summary>
public sealed class DelegateValueFunction : IValueFunction
{
    private readonly Func<Mask, CancellationToken, ValueTask<double[]>> _evaluate;

    /// <summary>Wraps a function of one mask with one output.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="function">From the kept parts to a finite number.</param>
    /// <param name="fingerprint">Identity for the journal; change it whenever the function changes.</param>
    /// <param name="output">Name of the number.</param>
    public DelegateValueFunction(
        int partCount,
        Func<Mask, double> function,
        string fingerprint = "function",
        string output = "value"
    )
        : this(
            partCount,
            [output],
            (mask, _) => ValueTask.FromResult<double[]>([function(mask)]),
            fingerprint
        )
    {
        ArgumentNullException.ThrowIfNull(function);
    }

    /// <summary>Wraps an asynchronous function of one mask with several outputs.</summary>
    /// <param name="partCount">Number of parts.</param>
    /// <param name="outputs">Names of the numbers, at least one.</param>
    /// <param name="function">From the kept parts to one finite number an output.</param>
    /// <param name="fingerprint">Identity for the journal; change it whenever the function changes.</param>
    public DelegateValueFunction(
        int partCount,
        IReadOnlyList<string> outputs,
        Func<Mask, CancellationToken, ValueTask<double[]>> function,
        string fingerprint = "function"
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partCount);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentOutOfRangeException.ThrowIfZero(outputs.Count, nameof(outputs));
        ArgumentNullException.ThrowIfNull(function);
        ArgumentException.ThrowIfNullOrWhiteSpace(fingerprint);
        PartCount = partCount;
        Outputs = outputs;
        Fingerprint = fingerprint;
        _evaluate = function;
    }

    /// <inheritdoc/>
    public int PartCount { get; }

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
        for (int row = 0; row < masks.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double[] result = await _evaluate(masks.GetMask(row), cancellationToken);
            if (result.Length != Outputs.Count)
            {
                throw new InterplayException(
                    ErrorKind.ValueFunction,
                    "outputs-mismatch",
                    $"The function gave {result.Length} numbers for mask {masks.GetMask(row)}; {Outputs.Count} were declared."
                );
            }

            result.CopyTo(values.Span[(row * Outputs.Count)..]);
        }
    }
}

namespace Interplay.Training.Tables;

/// <summary>Rows of numbers with a target each: what a trainer learns from, or is tested on. Immutable.</summary>
public sealed class TrainingData
{
    private readonly double[] _features;
    private readonly double[] _targets;

    /// <summary>Creates data.</summary>
    /// <param name="features">Features, rows x columns, row by row; all finite.</param>
    /// <param name="targets">One target a row: a number, or +1 and -1 for two classes; all finite.</param>
    /// <exception cref="InterplayException"><c>data-malformed</c>: no row, lengths that do not fit, or a number that is not finite.</exception>
    public TrainingData(ReadOnlySpan<double> features, ReadOnlySpan<double> targets)
    {
        if (targets.Length == 0 || features.Length % targets.Length != 0)
        {
            throw Malformed(
                $"{features.Length} features do not fit {targets.Length} targets; at least one row is needed and the same number of columns in each."
            );
        }

        _features = features.ToArray();
        _targets = targets.ToArray();
        ColumnCount = features.Length / targets.Length;
        if (!_features.All(double.IsFinite) || !_targets.All(double.IsFinite))
        {
            throw Malformed("Features and targets must be finite.");
        }
    }

    /// <summary>Number of rows.</summary>
    public int RowCount => _targets.Length;

    /// <summary>Number of features.</summary>
    public int ColumnCount { get; }

    /// <summary>The targets.</summary>
    public ReadOnlySpan<double> Targets => _targets;

    /// <summary>Whether every target is +1 or -1.</summary>
    public bool IsBinary => _targets.All(static target => target is 1 or -1);

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<double> Row(int row) => _features.AsSpan(row * ColumnCount, ColumnCount);

    /// <summary>Some of the rows.</summary>
    internal TrainingData Of(IReadOnlyList<int> rows) =>
        new(
            [.. rows.SelectMany(row => Row(row).ToArray())],
            [.. rows.Select(row => _targets[row])]
        );

    /// <summary>Identity of the numbers, the same in every process.</summary>
    public string Fingerprint =>
        Interplay.Fingerprint.Of(
            $"{RowCount}x{ColumnCount}",
            Interplay.Fingerprint.OfBytes(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(_features.AsSpan())
            ),
            Interplay.Fingerprint.OfBytes(
                System.Runtime.InteropServices.MemoryMarshal.AsBytes(_targets.AsSpan())
            )
        );

    internal static InterplayException Malformed(string message) =>
        new(ErrorKind.Data, "data-malformed", message);
}

using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Readouts;

/// <summary>
/// Reads margins, losses or probabilities from the scores of test rows, of each row or as the mean of several; the retrainings are the same.
/// </summary>
public sealed class RetrainingReadout : IReadout
{
    private readonly RetrainingOutput _output;
    private readonly bool _isLogOdds;
    private readonly double[] _targets;
    private readonly int[] _rows;
    private readonly bool _isMean;

    private RetrainingReadout(
        RetrainingOutput output,
        bool isLogOdds,
        TrainingData test,
        int[] rows,
        bool isMean
    )
    {
        bool isPossible = output switch
        {
            RetrainingOutput.Margin => test.IsBinary,
            RetrainingOutput.Probability => isLogOdds && test.IsBinary,
            RetrainingOutput.Loss => !isLogOdds || test.IsBinary,
            _ => true,
        };
        if (!isPossible)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "readout-not-applicable",
                $"A {Word(output)} needs {(output == RetrainingOutput.Margin ? "two classes" : "log-odds of two classes (logistic, or knn on classes)")}; this trainer gives numbers. Loss and prediction are there."
            );
        }

        _output = output;
        _isLogOdds = isLogOdds;
        _targets = test.Targets.ToArray();
        _rows = rows;
        _isMean = isMean;
        string name = Word(output);
        Name = isMean ? $"mean {name}" : name;
        Outputs = isMean ? [$"mean {name}"] : [.. rows.Select(row => $"{name} of row {row}")];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>One output a row.</summary>
    /// <param name="output">What is read.</param>
    /// <param name="isLogOdds">Whether scores are log-odds of two classes (logistic; nearest neighbours on classes), not predicted numbers.</param>
    /// <param name="test">The test rows behind the scores.</param>
    /// <param name="rows">Which of them; null takes all.</param>
    /// <exception cref="InterplayException"><c>readout-not-applicable</c> or <c>row-unknown</c>.</exception>
    public static RetrainingReadout Each(
        RetrainingOutput output,
        bool isLogOdds,
        TrainingData test,
        IReadOnlyList<int>? rows = null
    ) => new(output, isLogOdds, test, Checked(test, rows), isMean: false);

    /// <summary>The mean over rows, as the only output.</summary>
    /// <param name="output">What is read.</param>
    /// <param name="isLogOdds">Whether scores are log-odds of two classes (logistic; nearest neighbours on classes), not predicted numbers.</param>
    /// <param name="test">The test rows behind the scores.</param>
    /// <param name="rows">Which of them; null takes all.</param>
    /// <exception cref="InterplayException"><c>readout-not-applicable</c> or <c>row-unknown</c>.</exception>
    public static RetrainingReadout Mean(
        RetrainingOutput output,
        bool isLogOdds,
        TrainingData test,
        IReadOnlyList<int>? rows = null
    ) => new(output, isLogOdds, test, Checked(test, rows), isMean: true);

    /// <inheritdoc/>
    public bool Read(ReadOnlySpan<double> values, Span<double> outputs)
    {
        double sum = 0;
        for (int i = 0; i < _rows.Length; i++)
        {
            double value = Of(values[_rows[i]], _targets[_rows[i]]);
            sum += value;
            if (!_isMean)
            {
                outputs[i] = value;
            }
        }

        if (_isMean)
        {
            outputs[0] = sum / _rows.Length;
        }

        return true;
    }

    private double Of(double score, double target) =>
        _output switch
        {
            RetrainingOutput.Margin => target * score,
            RetrainingOutput.Loss => _isLogOdds
                ? SoftPlus(-target * score)
                : (target - score) * (target - score),
            RetrainingOutput.Probability => 1 / (1 + Math.Exp(-target * score)),
            _ => score,
        };

    /// <summary>log(1 + exp(x)), without overflow, and exact where exp(x) is small.</summary>
    private static double SoftPlus(double x)
    {
        double small = Math.Exp(-Math.Abs(x));
        double sum = 1 + small;
        // Kahan's log(1 + x): the rounding of the sum is undone by the quotient.
        double log = sum == 1 ? small : Math.Log(sum) * small / (sum - 1);
        return Math.Max(x, 0) + log;
    }

    private static string Word(RetrainingOutput output) =>
        output switch
        {
            RetrainingOutput.Margin => "margin",
            RetrainingOutput.Loss => "loss",
            RetrainingOutput.Probability => "probability",
            _ => "prediction",
        };

    private static int[] Checked(TrainingData test, IReadOnlyList<int>? rows)
    {
        ArgumentNullException.ThrowIfNull(test);
        foreach (int row in rows ?? [])
        {
            if (row < 0 || row >= test.RowCount)
            {
                throw new InterplayException(
                    ErrorKind.Request,
                    "row-unknown",
                    $"There is no test row {row}; rows are numbered from 0 to {test.RowCount - 1}."
                );
            }
        }

        return [.. rows ?? [.. Enumerable.Range(0, test.RowCount)]];
    }
}

using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Measurements.Cells;
using Interplay.Recovery;
using Interplay.ValueFunctions;
using Interplay.ValueFunctions.Tables;

namespace Interplay.Measurements.Cases;

/// <summary>An ablation table: methods learn from the first train rows and are scored on the test rows.</summary>
public sealed class TableCase : MeasuredCase
{
    private readonly AblationTable _table;
    private readonly int[] _train;
    private readonly int[] _test;

    /// <summary>Divides a table: by its split column if that marks test rows, else the last <paramref name="testRows"/> rows are held out.</summary>
    /// <exception cref="InterplayException"><c>test-rows-missing</c> or <c>value-missing</c>.</exception>
    public TableCase(AblationTable table, int testRows)
    {
        _table = table;
        _train = table.RowsOf(TableSplit.Train);
        _test = table.RowsOf(TableSplit.Test);
        if (_test.Length == 0)
        {
            int rest = Math.Max(0, _train.Length - testRows);
            (_train, _test) = (_train[..rest], _train[rest..]);
        }

        if (_train.Length == 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "test-rows-missing",
                $"A table needs rows to learn from beside those that score; it has {table.Masks.RowCount} rows, {_test.Length} of them held out. Mark test rows in a column 'split', or hold out fewer with --test-rows."
            );
        }

        if (table.Outputs.Count == 0)
        {
            throw new InterplayException(
                ErrorKind.Data,
                "value-missing",
                "The ablation table has no column of values beside 'mask' and 'split'."
            );
        }
    }

    /// <inheritdoc/>
    public override int PartCount => _table.Masks.PartCount;

    /// <summary>B = round(alpha n log2 n).</summary>
    public static int Budget(double alpha, int partCount) =>
        (int)Math.Round(Math.Min(int.MaxValue, alpha * partCount * Math.Log2(partCount)));

    /// <inheritdoc/>
    public override int Budget(double setting) => Budget(setting, PartCount);

    /// <inheritdoc/>
    public override Task<MeasuredCell> MeasureAsync(
        IRecoveryMethod method,
        MeasuredCell question,
        IProgress<double> progress,
        CancellationToken cancellationToken
    ) => Task.FromResult(Measure(method, question, progress, cancellationToken));

    private MeasuredCell Measure(
        IRecoveryMethod method,
        MeasuredCell question,
        IProgress<double> progress,
        CancellationToken cancellationToken
    )
    {
        if (question.Ablations < 1)
        {
            return question with { Skipped = "no row is left to learn from at this alpha" };
        }

        if (question.Ablations > _train.Length)
        {
            return question with { Skipped = $"the table has {_train.Length} train rows" };
        }

        Ablations learned = _table.Ablations(_train[..question.Ablations]);
        Ablations test = _table.Ablations(_test);
        Ablations unused = _table.Ablations([.. _train[question.Ablations..], .. _test]);
        var plan = MaskPlan.Given(
            new PlanRequest
            {
                PartCount = PartCount,
                Budget = learned.Masks.RowCount,
                Seed = question.Seed,
            },
            learned.Masks
        );
        double start = Environment.CpuUsage.TotalTime.TotalSeconds;
        RecoveryResult result = method.Recover(
            plan,
            learned.Values.Span,
            progress,
            cancellationToken
        );
        double seconds = Environment.CpuUsage.TotalTime.TotalSeconds - start;
        Spectrum[] spectra =
        [
            .. result.Outputs.Select(output => output.Spectrum.Truncate(question.MaxTerms)),
        ];
        return question with
        {
            Figures = new CellFigures
            {
                R2 = Statistics.Mean(
                    spectra.Select(
                        (spectrum, output) =>
                            Faithfulness
                                .Measure(spectrum, test.Masks, Column(test, output))
                                .R2?.Estimate
                    )
                ),
                CrossValidatedR2 = Statistics.Mean(
                    result.Outputs.Select(static output => output.CrossValidatedR2?.Estimate)
                ),
                Terms = spectra.Sum(static spectrum =>
                    spectrum.Terms.Count(static term => term.Parts.Order > 0)
                ),
                ProcessorSeconds = seconds,
                Coverage = Coverage(spectra, unused),
            },
        };
    }

    /// <summary>
    /// The rows that the method did not see tell the truth, test rows among them. Several outputs are judged together, each deviation in the
    /// unit of its output's standard deviation.
    /// </summary>
    private static CoveragePool[] Coverage(Spectrum[] spectra, Ablations unused)
    {
        if (
            unused.Masks.RowCount < 2
            || !spectra[0].Terms.Any(static term => term.StandardError is not null)
        )
        {
            return [];
        }

        return
        [
            .. CoveragePool.Of([
                .. spectra.SelectMany(
                    (spectrum, output) =>
                        Scaled(
                            CoefficientDeviation.Measure(
                                spectrum,
                                unused.Masks,
                                Column(unused, output)
                            ),
                            spectra.Length == 1 ? 1 : Math.Sqrt(spectrum.Variance)
                        )
                ),
            ]),
        ];
    }

    private static IEnumerable<CoefficientDeviation> Scaled(
        IEnumerable<CoefficientDeviation> deviations,
        double unit
    ) =>
        unit == 0
            ? []
            : deviations.Select(deviation => new CoefficientDeviation(
                deviation.Term with
                {
                    Coefficient = deviation.Term.Coefficient / unit,
                    StandardError = deviation.Term.StandardError / unit,
                },
                deviation.Deviation / unit,
                deviation.StandardError / unit
            ));

    private static double[] Column(Ablations ablations, int output)
    {
        int outputs = ablations.Outputs.Count;
        var column = new double[ablations.Masks.RowCount];
        for (int row = 0; row < column.Length; row++)
        {
            column[row] = ablations.Values.Span[row * outputs + output];
        }

        return column;
    }
}

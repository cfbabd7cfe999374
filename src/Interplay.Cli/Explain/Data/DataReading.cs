using Interplay.Cli.Options;
using Interplay.Training.Readouts;
using Interplay.Training.Tables;

namespace Interplay.Cli.Explain.Data;

/// <summary>Which number is read of which test rows, and what it means.</summary>
/// <param name="Readout">What is read.</param>
/// <param name="Output">Its kind.</param>
/// <param name="Rows">Which test rows.</param>
/// <param name="Unit">Its unit, in words.</param>
internal sealed record DataReading(
    RetrainingReadout Readout,
    RetrainingOutput Output,
    TestRowChoice Rows,
    string Unit
)
{
    /// <summary>Reads what was asked for.</summary>
    /// <exception cref="InterplayException"><c>readout-unknown</c> or <c>readout-not-applicable</c>.</exception>
    public static DataReading Create(
        DataRequest request,
        DataTables tables,
        TestRowChoice rows,
        bool isLogOdds
    )
    {
        TrainingData test = tables.Test!;
        string? positive = tables.Encoder!.Positive;
        RetrainingOutput output = request.Output switch
        {
            null => positive is null ? RetrainingOutput.Loss : RetrainingOutput.Margin,
            "margin" => RetrainingOutput.Margin,
            "loss" => RetrainingOutput.Loss,
            "probability" => RetrainingOutput.Probability,
            "prediction" => RetrainingOutput.Prediction,
            var other => throw new InterplayException(
                ErrorKind.Request,
                "readout-unknown",
                $"--output takes margin, loss, probability or prediction; found '{other}'."
            ),
        };
        return new DataReading(
            rows.Rows is { } chosen
                ? RetrainingReadout.Each(output, isLogOdds, test, chosen)
                : RetrainingReadout.Mean(output, isLogOdds, test),
            output,
            rows,
            UnitOf(output, isLogOdds, positive)
        );
    }

    private static string UnitOf(RetrainingOutput output, bool isLogOdds, string? positive) =>
        (output, isLogOdds) switch
        {
            (RetrainingOutput.Margin, true) => "log-odds of the right class",
            (RetrainingOutput.Margin, false) =>
                "score, 1 where it is right and -1 where it is wrong",
            (RetrainingOutput.Loss, true) => "log-loss",
            (RetrainingOutput.Loss, false) => "squared error",
            (RetrainingOutput.Probability, _) => "probability of the right class",
            (_, true) => $"log-odds of '{positive}'",
            _ => positive is null ? "predicted number" : $"score, 1 for '{positive}' and -1 else",
        };
}

using Interplay.Training.Readouts;

namespace Interplay.Training.Studies;

/// <summary>Which number is read of test rows, and what it means.</summary>
/// <param name="Readout">What is read of which rows.</param>
/// <param name="Output">Its kind.</param>
/// <param name="Unit">Its unit, in words.</param>
public sealed record DataReading(RetrainingReadout Readout, RetrainingOutput Output, string Unit)
{
    internal static DataReading Of(DataStudyRequest request, DataTables tables, bool isLogOdds)
    {
        RetrainingOutput output =
            request.Output
            ?? (tables.Positive is null ? RetrainingOutput.Loss : RetrainingOutput.Margin);
        return new DataReading(
            request.Rows is { } chosen
                ? RetrainingReadout.Each(output, isLogOdds, tables.Test!, chosen)
                : RetrainingReadout.Mean(output, isLogOdds, tables.Test!),
            output,
            (output, isLogOdds) switch
            {
                (RetrainingOutput.Margin, true) => "log-odds of the right class",
                (RetrainingOutput.Margin, false) =>
                    "score, 1 where it is right and -1 where it is wrong",
                (RetrainingOutput.Loss, true) => "log-loss",
                (RetrainingOutput.Loss, false) => "squared error",
                (RetrainingOutput.Probability, _) => "probability of the right class",
                (_, true) => $"log-odds of '{tables.Positive}'",
                _ => tables.Positive is { } positive
                    ? $"score, 1 for '{positive}' and -1 else"
                    : "predicted number",
            }
        );
    }
}

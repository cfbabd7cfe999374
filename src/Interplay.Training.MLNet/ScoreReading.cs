using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;

namespace Interplay.Training.MLNet;

/// <summary>Reads the scores of rows from a fitted model.</summary>
internal static class ScoreReading
{
    private const string Score = "Score";
    private const string Probability = "Probability";

    /// <summary>Probabilities are kept this far from 0 and 1: single precision has no numbers much nearer to 1.</summary>
    private const double Margin = 1e-7;

    /// <summary>Scores rows.</summary>
    /// <exception cref="InterplayException"><c>estimator-output-missing</c>.</exception>
    public static double[] Read(ITransformer model, IDataView rows, EstimatorScore kind, int count)
    {
        IDataView scored = model.Transform(rows);
        if (kind != EstimatorScore.LogOdds)
        {
            return Column(scored, Score, count);
        }

        if (CalibratorOf(model) is not { } calibrator)
        {
            return
            [
                .. Column(scored, Probability, count)
                    .Select(static p => Math.Clamp(p, Margin, 1 - Margin))
                    .Select(static p => Math.Log(p / (1 - p))),
            ];
        }

        // P = 1 / (1 + exp(slope score + offset)) (Platt, 1999): log-odds without the rounding of a probability near 0 or 1.
        double[] scores = Column(scored, Score, count);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = -(calibrator.Slope * scores[i] + calibrator.Offset);
        }

        return scores;
    }

    private static double[] Column(IDataView view, string name, int count)
    {
        if (
            view.Schema.GetColumnOrNull(name) is not { } column
            || column.Type != NumberDataViewType.Single
        )
        {
            throw Missing(
                $"column {name}, one number a row; its columns are {string.Join(", ", view.Schema.Select(static column => $"{column.Name} ({column.Type})"))}"
            );
        }

        var values = new List<double>(count);
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<float> getter = cursor.GetGetter<float>(column);
        float value = 0;
        while (cursor.MoveNext())
        {
            getter(ref value);
            values.Add(value);
        }

        return values.Count == count
            ? [.. values]
            : throw Missing($"score for each of the {count} rows; it gave {values.Count}");
    }

    private static InterplayException Missing(string what) =>
        new(
            ErrorKind.ValueFunction,
            "estimator-output-missing",
            $"The model that the estimator fits gives no {what}. Log-odds need a probability: calibrate the pipeline, or read its score as it is (EstimatorScore.Score)."
        );

    /// <summary>The Platt calibrator of the last step; null where it has none.</summary>
    private static PlattCalibrator? CalibratorOf(ITransformer model)
    {
        while (model is IEnumerable<ITransformer> chain && chain.LastOrDefault() is { } last)
        {
            model = last;
        }

        object? fitted = (model as ISingleFeaturePredictionTransformer<object>)?.Model;
        for (Type? type = fitted?.GetType(); type is not null; type = type.BaseType)
        {
            if (
                type.IsGenericType
                && type.GetGenericTypeDefinition() == typeof(CalibratedModelParametersBase<,>)
            )
            {
                // The kind of model below the calibrator is a parameter of the type, and may be any.
                return type.GetProperty(
                            "Calibrator",
                            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly
                        )
                        ?.GetValue(fitted) as PlattCalibrator;
            }
        }

        return null;
    }
}

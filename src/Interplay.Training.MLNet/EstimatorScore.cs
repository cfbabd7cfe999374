namespace Interplay.Training.MLNet;

/// <summary>Which number of an ML.NET model is the score of a row, and with it what the label is.</summary>
public enum EstimatorScore
{
    /// <summary>
    /// Log-odds of the positive class; the label is true and false. Read from the calibrated score where the last step of the pipeline holds a
    /// Platt calibrator, as LightGBM, FastTree and logistic regression do; otherwise from the column <c>Probability</c>, which has single
    /// precision and is cut to 1e-7 and 1 - 1e-7.
    /// </summary>
    LogOdds,

    /// <summary>The column <c>Score</c> of a classifier without probabilities, above 0 for the positive class; the label is true and false.</summary>
    Score,

    /// <summary>The column <c>Score</c> of a regression; the label is a number.</summary>
    Number,
}

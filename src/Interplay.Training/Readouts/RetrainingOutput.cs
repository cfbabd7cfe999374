namespace Interplay.Training.Readouts;

/// <summary>Which number is read from the score of a test row.</summary>
public enum RetrainingOutput
{
    /// <summary>The score itself: log-odds of the positive class, or the predicted number.</summary>
    Prediction,

    /// <summary>The score, with the sign turned so that larger is more right: y x score for targets of +1 and -1.</summary>
    Margin,

    /// <summary>Log-loss log(1 + exp(-margin)) of log-odds, squared error of predicted numbers.</summary>
    Loss,

    /// <summary>Probability of the row's own class, 1 / (1 + exp(-margin)); log-odds only.</summary>
    Probability,
}

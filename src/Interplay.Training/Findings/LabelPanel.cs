namespace Interplay.Training.Findings;

/// <summary>
/// Models that judge the target of each row without having seen it: the trainer of the audit, and a panel of kernel ridge regressions of several
/// widths and penalties, which are averaged by how well they predict left-out targets, exp(log likelihood). Trainer and panel have one voice each
/// (their log-odds are averaged, a logarithmic opinion pool; Genest and Zidek, 1986): a trainer sees wrong labels only where its own assumptions
/// hold, and kernels do not know them.
/// </summary>
internal static class LabelPanel
{
    /// <summary>
    /// Log-odds below which a label is called probably wrong: seven to one against it. Log-odds nearer to 0 are those of rows between the classes, of
    /// which every real table has some.
    /// </summary>
    private const double ProbablyWrong = -2;

    private const double LeastLogScale = -6;
    private const double GreatestLogScale = 6;

    /// <summary>Whether a label of a class is probably wrong.</summary>
    /// <param name="logOdds">The log-odds that it is right.</param>
    public static bool IsProbablyWrong(double logOdds) => logOdds < ProbablyWrong;

    /// <summary>
    /// How well they agree with the target of each row: for two classes the log-odds that the label is right, for numbers minus the squared error.
    /// </summary>
    /// <param name="targets">The targets: numbers, or 1 and -1.</param>
    /// <param name="areClasses">Whether they are classes.</param>
    /// <param name="trainer">The trainer's score of every row when it was left out; null leaves the judgement to the kernels.</param>
    /// <param name="kernels">The same of each kernel regression.</param>
    public static double[] Judge(
        double[] targets,
        bool areClasses,
        double[]? trainer,
        IReadOnlyList<double[]> kernels
    )
    {
        if (areClasses)
        {
            double[] panel = LogOdds([.. kernels.Select(scores => Calibrated(targets, scores))]);
            return trainer is null
                ? panel
                : [.. Calibrated(targets, trainer).Zip(panel, static (a, b) => (a + b) / 2)];
        }

        double[] mean = Mean(targets, kernels);
        return
        [
            .. targets.Select(
                (target, row) =>
                {
                    double error = target - ((trainer?[row] ?? mean[row]) + mean[row]) / 2;
                    return -error * error;
                }
            ),
        ];
    }

    /// <summary>Scores as log-odds that the label is right, by the scale at which they predict labels best.</summary>
    private static double[] Calibrated(double[] targets, double[] scores)
    {
        double[] margins = [.. scores.Zip(targets, static (score, target) => score * target)];
        double scale = BestScale(margins);
        return [.. margins.Select(margin => scale * margin)];
    }

    /// <summary>The log-odds of the average probability.</summary>
    private static double[] LogOdds(double[][] margins)
    {
        double[] weights = Weights([.. margins.Select(static m => -m.Sum(Loss))]);
        return
        [
            .. Enumerable
                .Range(0, margins[0].Length)
                .Select(row =>
                    Math.Log(
                        margins.Select((m, i) => weights[i] * Probability(m[row])).Sum()
                            / margins.Select((m, i) => weights[i] * Probability(-m[row])).Sum()
                    )
                ),
        ];
    }

    /// <summary>The average prediction, weighted by the Gaussian likelihood of the errors.</summary>
    private static double[] Mean(double[] targets, IReadOnlyList<double[]> predictions)
    {
        double[] weights = Weights([
            .. predictions.Select(scores =>
                -0.5
                * targets.Length
                * Math.Log(
                    scores.Zip(targets, static (s, t) => (s - t) * (s - t)).Average()
                        + double.Epsilon
                )
            ),
        ]);
        return
        [
            .. targets.Select(
                (_, row) => predictions.Select((scores, i) => weights[i] * scores[row]).Sum()
            ),
        ];
    }

    private static double[] Weights(double[] logLikelihoods)
    {
        double best = logLikelihoods.Max();
        double[] weights = [.. logLikelihoods.Select(log => Math.Exp(log - best))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>The scale at which margins have the least logistic loss, a convex problem in the scale, by golden section over its logarithm.</summary>
    private static double BestScale(double[] margins)
    {
        double ratio = (Math.Sqrt(5) - 1) / 2;
        double low = LeastLogScale;
        double high = GreatestLogScale;
        for (int i = 0; i < 40; i++)
        {
            double first = high - ratio * (high - low);
            double second = low + ratio * (high - low);
            (low, high) = LossAt(first) < LossAt(second) ? (low, second) : (first, high);
        }

        return Math.Exp((low + high) / 2);

        double LossAt(double logScale)
        {
            double scale = Math.Exp(logScale);
            return margins.Sum(margin => Loss(scale * margin));
        }
    }

    /// <summary>log(1 + exp(-margin)).</summary>
    private static double Loss(double margin) =>
        Math.Max(0, -margin) + Math.Log(1 + Math.Exp(-Math.Abs(margin)));

    private static double Probability(double margin) => Math.Exp(-Loss(margin));
}

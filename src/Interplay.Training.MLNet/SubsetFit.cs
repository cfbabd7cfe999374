using System.Globalization;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Microsoft.ML;

namespace Interplay.Training.MLNet;

/// <summary>Fits a pipeline to the kept rows and scores the test rows. Safe for use by many threads: each fit has a context of its own.</summary>
internal sealed class SubsetFit
{
    private readonly EstimatorTrainer _trainer;
    private readonly ExampleRows _train;
    private readonly ExampleRows _test;
    private readonly double[] _targets;
    private readonly int[] _testRows;
    private readonly DataLens _lens;
    private readonly int _seed;

    public SubsetFit(
        EstimatorTrainer trainer,
        TrainingData train,
        TrainingData test,
        DataLens lens,
        int seed
    )
    {
        bool isClassification = trainer.Score != EstimatorScore.Number;
        _trainer = trainer;
        _train = new ExampleRows(train, isClassification);
        _test = new ExampleRows(test, isClassification);
        _targets = train.Targets.ToArray();
        _testRows = [.. Enumerable.Range(0, test.RowCount)];
        _lens = lens;
        _seed = seed;
    }

    /// <summary>The scores of the test rows.</summary>
    /// <exception cref="InterplayException">
    /// <c>estimator-failed</c>, <c>estimator-output-missing</c> or <c>trainer-value-not-finite</c>.
    /// </exception>
    public double[] Scores(Mask kept)
    {
        IReadOnlyList<int> rows = _lens.Ablate(kept);
        if (rows.Count == 0 || rows.All(row => _targets[row] == _targets[rows[0]]))
        {
            return Constant(rows);
        }

        double[] scores = Fitted(rows);
        int bad = Array.FindIndex(scores, static score => !double.IsFinite(score));
        return bad < 0
            ? scores
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "trainer-value-not-finite",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Fitted to {Said(rows)}, the estimator gives {scores[bad]} for test row {bad}; scores must be finite."
                )
            );
    }

    private double[] Fitted(IReadOnlyList<int> rows)
    {
        // A fresh context: what is fitted must not depend on what was fitted before.
        var context = new MLContext(_seed);
        ITransformer? model = null;
        try
        {
            model = _trainer.Create(context).Fit(_train.View(context, rows));
            return _trainer.IsWithoutSplit(model)
                ? Constant(rows)
                : ScoreReading.Read(
                    model,
                    _test.View(context, _testRows),
                    _trainer.Score,
                    _testRows.Length
                );
        }
        catch (Exception failure) when (_trainer.SaysWithoutSplit(failure))
        {
            return Constant(rows);
        }
        catch (Exception failure) when (failure is not InterplayException)
        {
            throw new InterplayException(
                ErrorKind.ValueFunction,
                "estimator-failed",
                $"The estimator failed on {Said(rows)}: {failure.Message}",
                failure
            );
        }
        finally
        {
            (model as IDisposable)?.Dispose();
        }
    }

    /// <summary>
    /// The answer where nothing can be learnt: log-odds of (positive + 1) / (rows + 2) as nearest neighbours give them, or the mean target, 0 of
    /// no rows.
    /// </summary>
    private double[] Constant(IReadOnlyList<int> rows)
    {
        double sum = 0;
        foreach (int row in rows)
        {
            sum += _targets[row];
        }

        double score =
            _trainer.Score != EstimatorScore.Number
                ? Math.Log((rows.Count + sum + 2) / (rows.Count - sum + 2))
            : rows.Count == 0 ? 0
            : sum / rows.Count;
        var scores = new double[_testRows.Length];
        Array.Fill(scores, score);
        return scores;
    }

    private string Said(IReadOnlyList<int> rows) =>
        _trainer.Score == EstimatorScore.Number
            ? $"a subset of {rows.Count} rows"
            : $"a subset of {rows.Count} rows, {rows.Count(row => _targets[row] > 0)} of them positive";
}

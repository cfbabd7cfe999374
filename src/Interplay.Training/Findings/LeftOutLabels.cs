using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Findings;

/// <summary>
/// The labels of a few rows as an audit judges them, by models that never saw the row or its copies, without the toggles of an audit: each row is
/// left out in about half of some random halves of the rows.
/// </summary>
internal static class LeftOutLabels
{
    private const int Halves = 48;

    /// <summary>Kernel regressions of n rows take n^3: of more rows, only those near so many suspects judge them.</summary>
    private const int MostRows = 600;
    private const int MostSuspects = 50;

    /// <summary>The rows whose labels are probably wrong.</summary>
    /// <param name="rows">The training rows, of two classes.</param>
    /// <param name="suspects">The rows that are judged, the most suspect first; of large tables the first ones only.</param>
    /// <param name="trainer">Makes the scores of test rows, of training rows, test rows and parts; null leaves the judgement to the kernels.</param>
    /// <param name="seed">Seed of the halves.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<HashSet<int>> ProbablyWrongAsync(
        TrainingData rows,
        IReadOnlyList<int> suspects,
        Func<TrainingData, TrainingData, DataLens, IValueFunction>? trainer,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        int[] judges = [.. Enumerable.Range(0, rows.RowCount)];
        if (rows.RowCount > MostRows)
        {
            suspects = [.. suspects.Take(MostSuspects)];
            judges =
            [
                .. suspects
                    .SelectMany(row =>
                        RowOrder.ByDistance(rows, rows.Row(row)).Take(MostRows / suspects.Count)
                    )
                    .Concat(suspects)
                    .Distinct()
                    .Order(),
            ];
            rows = rows.Of(judges);
        }

        var lens = DataLens.OfRows(rows.RowCount);
        int[][] copies = [.. lens.Parts.Select(static _ => Array.Empty<int>())];
        foreach (PartSet equal in EqualRows.Of(rows, lens))
        {
            foreach (int row in equal.Parts)
            {
                copies[row] = [.. equal.Parts.ToArray().Where(copy => copy != row)];
            }
        }

        double[][] kernels = new LeftOutKernels(rows).Predict(
            [.. copies.Select(static (also, row) => new LeftOutBlock([row], also))],
            cancellationToken
        );
        double[]? scores = trainer is null
            ? null
            : await ScoresAsync(trainer(rows, rows, lens), copies, seed, cancellationToken);
        double[] fits = LabelPanel.Judge(rows.Targets.ToArray(), true, scores, kernels);
        return
        [
            .. suspects.Where(row =>
                LabelPanel.IsProbablyWrong(fits[Array.BinarySearch(judges, row)])
            ),
        ];
    }

    /// <summary>The mean score of each row over the halves that hold neither it nor a copy, or not it where there is none of these.</summary>
    private static async Task<double[]> ScoresAsync(
        IValueFunction function,
        int[][] copies,
        ulong seed,
        CancellationToken cancellationToken
    )
    {
        int rows = copies.Length;
        var random = new SeededRandom(seed, 43);
        Mask[] halves = [.. Enumerable.Range(0, Halves).Select(_ => AuditRun.Half(random, rows))];
        var values = new double[Halves * rows];
        await function.EvaluateAsync(MaskMatrix.From(halves), values, cancellationToken);
        return
        [
            .. copies.Select(
                (also, row) =>
                    Enumerable
                        .Range(0, Halves)
                        .Where(half => !halves[half][row])
                        .GroupBy(half => also.Any(copy => halves[half][copy]))
                        .MinBy(static isCopied => isCopied.Key)
                        ?.Average(half => values[half * rows + row])
                    ?? 0
            ),
        ];
    }
}

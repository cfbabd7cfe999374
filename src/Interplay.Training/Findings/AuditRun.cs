using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;
using Interplay.ValueFunctions;

namespace Interplay.Training.Findings;

/// <summary>The retrainings of an audit, in their order: toggles in random halves, then pairs in fresh contexts.</summary>
internal sealed class AuditRun(
    IValueFunction function,
    TrainingData rows,
    DataLens lens,
    RowAuditOptions options,
    IProgress<double>? progress
)
{
    private readonly int _parts = lens.Parts.Count;
    private readonly int _outputs = rows.RowCount;
    private int _done;

    public async Task<RowAudit> RunAsync(CancellationToken cancellationToken)
    {
        var random = new SeededRandom(options.Seed, 41);
        var ledger = new RowLedger(rows, lens, options.Contexts);
        var similarities = new PairSimilarities(_parts);
        for (int context = 0; context < options.Contexts; context++)
        {
            Mask half = Half(random, _parts);
            double[] values = await EvaluateAsync(Toggles(half), cancellationToken);
            double[] changes = ledger.Add(context, half, values);
            similarities.Add(half, changes, _outputs);
        }

        var pairs = new List<RowPair>();
        foreach ((int first, int second) in similarities.MostSimilar(options.Candidates))
        {
            PairContexts contexts = await MeasureAsync(first, second, random, cancellationToken);
            if (contexts.Read(similarities.SumsOf(first, second)) is { } pair)
            {
                pairs.Add(pair);
            }
        }

        RowPair[] ordered =
        [
            .. pairs
                .OrderByDescending(static pair => Math.Round(pair.Similarity, 6))
                .ThenBy(static pair => pair.Interaction),
        ];
        return new RowAudit(ledger.Rows(ordered, cancellationToken), ordered, _done, rows.IsBinary);
    }

    private int Total =>
        options.Contexts * (_parts + 1)
        + 4 * options.PairContexts * Math.Min(options.Candidates, _parts * (_parts - 1) / 2);

    /// <summary>Each part with probability one half.</summary>
    public static Mask Half(SeededRandom random, int parts)
    {
        var words = new ulong[(parts + 63) / 64];
        foreach (ref ulong word in words.AsSpan())
        {
            word = random.NextBits();
        }

        return Mask.FromWords(words, parts);
    }

    /// <summary>The context itself, then each part toggled.</summary>
    private MaskMatrix Toggles(Mask half) =>
        MaskMatrix.Create(
            _parts + 1,
            _parts,
            (row, words) =>
            {
                half.Words.CopyTo(words);
                if (row > 0)
                {
                    words[(row - 1) >> 6] ^= 1UL << ((row - 1) & 63);
                }
            }
        );

    private async Task<PairContexts> MeasureAsync(
        int first,
        int second,
        SeededRandom random,
        CancellationToken cancellationToken
    )
    {
        Mask[] halves =
        [
            .. Enumerable.Range(0, options.PairContexts).Select(_ => Half(random, _parts)),
        ];
        var masks = MaskMatrix.Create(
            4 * halves.Length,
            _parts,
            (row, words) =>
            {
                halves[row >> 2].Words.CopyTo(words);
                Keep(words, first, (row & 1) != 0);
                Keep(words, second, (row & 2) != 0);
            }
        );
        return new PairContexts(
            first,
            second,
            await EvaluateAsync(masks, cancellationToken),
            _outputs
        );
    }

    private static void Keep(Span<ulong> words, int part, bool isKept)
    {
        words[part >> 6] &= ~(1UL << (part & 63));
        words[part >> 6] |= (isKept ? 1UL : 0) << (part & 63);
    }

    private async Task<double[]> EvaluateAsync(
        MaskMatrix masks,
        CancellationToken cancellationToken
    )
    {
        var values = new double[masks.RowCount * _outputs];
        await function.EvaluateAsync(masks, values, cancellationToken).ConfigureAwait(false);
        _done += masks.RowCount;
        progress?.Report(Math.Min(1, (double)_done / Total));
        return Array.TrueForAll(values, double.IsFinite)
            ? values
            : throw new InterplayException(
                ErrorKind.ValueFunction,
                "value-not-finite",
                "A retraining gave a score that is not a finite number; an audit needs all of them."
            );
    }
}

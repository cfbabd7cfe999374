using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Bits;

/// <summary>
/// Looks at every set of one order for those whose characters correlate most with some weights. To count all rows for all sets would be too dear, so
/// that a sieve counts signs on the rows of the largest weights, and all rows judge what passes. Large weights tell more: with B rows of Gaussian
/// weights the signs of the largest quarter find as much as those of all. The sieve never has fewer rows when there are more of them, and then larger
/// weights to choose from, so that more rows find no less. Where the sets are too many for a sieve, <see cref="HalvesJoin"/> finds those that are strong.
/// </summary>
internal sealed class CorrelationScreen
{
    /// <summary>Rows of the sieve: at least, and at most where there are few sets.</summary>
    private const int LeastSieve = 512;
    private const int MostSieve = 2048;

    /// <summary>512-bit words that a sieve of more than the least rows may read.</summary>
    private const double CheapWork = 1e8;

    /// <summary>512-bit words that a sieve may read: about a second of one core, all sets of order 5 among 150 parts.</summary>
    private const double MostWork = 6e8;

    /// <summary>Tables of a join: at least, and at most where there are few halves.</summary>
    private const int LeastTables = 48;
    private const int MostTables = 400;

    /// <summary>512-bit words that take as long as looking up one half in one table.</summary>
    private const double LookUpWork = 4;

    /// <summary>Standard errors that pass the sieve at least: one in 7,000 sets does by chance, so that judging costs less than sieving.</summary>
    private const double LeastPassed = 3.8;

    /// <summary>A set must show this share of its correlation in the sieve, so that chance does not lose it.</summary>
    private const double Margin = 0.8;

    private readonly MaskMatrix _masks;
    private readonly double[] _weights;
    private readonly double _norm;
    private readonly int[] _largest;

    /// <param name="masks">The rows.</param>
    /// <param name="weights">One weight a row, not all zero.</param>
    public CorrelationScreen(MaskMatrix masks, ReadOnlySpan<double> weights)
    {
        _masks = masks;
        _weights = weights.ToArray();
        _norm = TensorPrimitives.Norm<double>(_weights);
        double[] sizes = [.. _weights.Select(Math.Abs)];
        _largest = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(row => sizes[row])];
    }

    /// <summary>512-bit words that the sieve reads, or that take as long as the join: the price of a screen.</summary>
    public static double Cost(int partCount, int order, int rows) =>
        IsSieved(partCount, order)
            ? ParityScreen.Cost(partCount, order, SieveRows(partCount, order, rows))
            : LookUpWork * Tables(partCount, order) * HalvesJoin.LookUps(partCount, order);

    /// <summary>The sets with the largest correlations; all of them where they can be sieved, else the strong ones.</summary>
    /// <param name="order">Order of the sets, at least 2.</param>
    /// <param name="least">Standard errors of a correlation that should be found.</param>
    /// <param name="cap">Most sets returned, the strongest.</param>
    /// <param name="cancellationToken">Stops the screen.</param>
    /// <returns>The sets, strongest first, some of them below <paramref name="least"/>.</returns>
    public List<PartSet> Run(int order, double least, int cap, CancellationToken cancellationToken)
    {
        int parts = _masks.PartCount;
        bool isSieved = IsSieved(parts, order);
        int rows = isSieved
            ? SieveRows(parts, order, _masks.RowCount)
            : Math.Min(LeastSieve, _masks.RowCount);
        int[] chosen = _largest[..rows];
        BitColumns columns = _masks.Select(chosen).Columns;
        double[] weights = [.. chosen.Select(row => _weights[row])];
        double share =
            TensorPrimitives.SumOfMagnitudes<double>(weights) / (_norm * Math.Sqrt(rows));
        double passed = Math.Max(LeastPassed, Margin * share * least);
        int threshold = (int)(passed * Math.Sqrt(rows));
        if (isSieved)
        {
            return ParityScreen.Run(
                ColumnBlocks.Of(columns),
                weights,
                order,
                threshold,
                cap,
                Correlation,
                cancellationToken
            );
        }

        HashSet<PartSet> met = HalvesJoin.Run(
            columns,
            weights,
            order,
            threshold,
            Tables(parts, order),
            cancellationToken
        );
        return
        [
            .. met.Select(set => (Set: set, Score: Correlation(set.Parts)))
                .OrderByDescending(static one => one.Score)
                .ThenBy(static one => one.Set)
                .Take(cap)
                .Select(static one => one.Set),
        ];
    }

    private static bool IsSieved(int partCount, int order) =>
        order < 3 || ParityScreen.Cost(partCount, order, LeastSieve) <= MostWork;

    private static int Tables(int partCount, int order) =>
        (int)
            Math.Clamp(
                MostWork / (LookUpWork * HalvesJoin.LookUps(partCount, order)),
                LeastTables,
                MostTables
            );

    private static int SieveRows(int partCount, int order, int rows)
    {
        double words = CheapWork / ParityScreen.Cost(partCount, order, LeastSieve);
        return Math.Min(
            rows,
            (int)Math.Clamp(Math.Floor(words) * LeastSieve, LeastSieve, MostSieve)
        );
    }

    private double Correlation(ReadOnlySpan<int> parts)
    {
        BitColumns columns = _masks.Columns;
        Span<ulong> signs = stackalloc ulong[columns.WordsPerColumn];
        signs.Clear();
        foreach (int part in parts)
        {
            TensorPrimitives.Xor(signs, columns.Column(part), signs);
        }

        return Math.Abs(SignedSums.Sum(signs, _weights));
    }
}

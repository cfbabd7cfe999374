using Interplay.Interactions;
using Interplay.Interactions.Trust;
using Interplay.Masks;
using Interplay.Recovery.Regression;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Wide;

/// <summary>
/// Cross-validation of a regression on a known support. Only the characters of the support are cut into folds, a small part of the masks; a fold is every
/// fifth 64 rows. The support itself is that of all masks: a set joined only when chance would hardly have offered it.
/// </summary>
internal static class WideFolds
{
    private const int Count = 5;

    /// <summary>Larger supports are not cross-validated: each fold would take a cubic factorisation.</summary>
    public const int MostTerms = 1500;

    /// <summary>Rows that give every fold something to predict.</summary>
    public const int LeastRows = 64 * Count;

    /// <summary>Value minus the prediction of the regression without its fold, one a row.</summary>
    public static double[] Residuals(
        BitColumns parts,
        IReadOnlyList<PartSet> support,
        double[] values,
        CancellationToken cancellationToken
    )
    {
        CharacterColumns characters = CharacterColumns.Of(parts, support);
        PartSet[] places = [.. Enumerable.Range(0, support.Count).Select(term => PartSet.Of(term))];
        var residuals = new double[values.Length];
        for (int fold = 0; fold < Count; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] train = Words(values.Length, fold, isTrain: true);
            int[] test = Words(values.Length, fold, isTrain: false);
            RidgeFit fit = RidgeFit.LeastSquares(
                Cut(characters.Bits, train),
                places,
                Cut(values, train)
            );
            double[] left = Cut(values, test);
            BitColumns signs = Cut(characters.Bits, test);
            for (int row = 0; row < left.Length; row++)
            {
                left[row] -= fit.Terms[0].Coefficient;
            }

            for (int term = 0; term < support.Count; term++)
            {
                SignedSums.Add(signs.Column(term), -fit.Terms[term + 1].Coefficient, left);
            }

            int next = 0;
            foreach (int word in test)
            {
                int count = Math.Min(64, values.Length - word * 64);
                left.AsSpan(next, count).CopyTo(residuals.AsSpan(word * 64));
                next += count;
            }
        }

        return residuals;
    }

    /// <summary>R2 of those residuals with its interval.</summary>
    public static Interval? R2(double[] residuals, double[] values) =>
        Faithfulness.OfResiduals(residuals, values).R2;

    /// <summary>The words of 64 rows in a fold or outside it; the one that may be short stays last.</summary>
    private static int[] Words(int rows, int fold, bool isTrain) =>
        [.. Enumerable.Range(0, (rows + 63) / 64).Where(word => word % Count == fold != isTrain)];

    private static double[] Cut(double[] values, int[] words) =>
        [.. words.SelectMany(word => values[(word * 64)..Math.Min(values.Length, word * 64 + 64)])];

    private static BitColumns Cut(BitColumns columns, int[] words)
    {
        int rows = words.Sum(word => Math.Min(64, columns.RowCount - word * 64));
        int width = BitColumns.PaddedWords(rows);
        var cut = new ulong[width * columns.ColumnCount];
        for (int column = 0; column < columns.ColumnCount; column++)
        {
            ReadOnlySpan<ulong> source = columns.Column(column);
            for (int place = 0; place < words.Length; place++)
            {
                cut[column * width + place] = source[words[place]];
            }
        }

        return new BitColumns(cut, rows, columns.ColumnCount);
    }
}

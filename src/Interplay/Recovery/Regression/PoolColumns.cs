using System.Runtime.CompilerServices;
using Interplay.Masks;
using Interplay.Recovery.Bits;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The characters of a pool of terms over some masks, with their means and covariances. Selections under several penalties share it, so rows
/// of covariances are made when first asked for and kept; one thread at a time.
/// </summary>
internal sealed class PoolColumns
{
    private readonly ColumnBlocks _characters;
    private readonly float[]?[] _covariances;
    private readonly float[] _means;
    private readonly int[] _counts;

    public PoolColumns(BitColumns parts, IReadOnlyList<PartSet> pool)
    {
        Pool = pool;
        _characters = ColumnBlocks.Of(CharacterColumns.Of(parts, pool).Bits);
        _covariances = new float[pool.Count][];
        _counts = new int[_characters.PaddedColumns];
        _means = new float[_characters.PaddedColumns];
        BitDifferences.Count(_characters, new uint[_characters.RowWords], _counts);
        for (int term = 0; term < pool.Count; term++)
        {
            _means[term] = (float)(1 - 2.0 * _counts[term] / RowCount);
        }
    }

    /// <summary>The terms.</summary>
    public IReadOnlyList<PartSet> Pool { get; }

    /// <summary>Number of masks.</summary>
    public int RowCount => _characters.RowCount;

    /// <summary>Number of masks with padding: the length of a signed column.</summary>
    public int PaddedRows => _characters.RowWords * 32;

    /// <summary>Number of terms with padding: the length of means, correlations and covariances; entries that stand for no term are zero.</summary>
    public int PaddedCount => _characters.PaddedColumns;

    /// <summary>The mean of each character.</summary>
    public ReadOnlySpan<float> Means => _means;

    /// <summary>Writes one number a row times the character of a term.</summary>
    public void Sign(int term, ReadOnlySpan<float> numbers, Span<float> signed) =>
        SignFlip.Apply(numbers, _characters.Column(term), signed);

    /// <summary>The mean of each character times centred values.</summary>
    public float[] Correlations(ReadOnlySpan<double> centred)
    {
        var weights = new float[PaddedRows];
        double total = 0;
        for (int row = 0; row < centred.Length; row++)
        {
            weights[row] = (float)(centred[row] / RowCount);
            total += weights[row];
        }

        var all = new uint[_characters.RowWords];
        RowSelection.Fill(all, RowCount);
        var sums = new float[PaddedCount];
        ColumnSums.Sum(
            _characters,
            weights,
            all,
            new float[ColumnSums.TableLength(_characters)],
            sums
        );
        for (int term = 0; term < Pool.Count; term++)
        {
            sums[term] = (float)(total - 2.0 * sums[term]);
        }

        return sums;
    }

    /// <summary>The covariance of one character with each of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<float> Covariances(int term)
    {
        if (_covariances[term] is { } known)
        {
            return known;
        }

        var row = new float[PaddedCount];
        BitDifferences.Count(_characters, _characters.Column(term), _counts);
        float scale = -2f / RowCount;
        float own = _means[term];
        for (int other = 0; other < Pool.Count; other++)
        {
            row[other] = 1 + scale * _counts[other] - own * _means[other];
        }

        _covariances[term] = row;
        return row;
    }
}

using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.Transforms;

namespace Interplay.Recovery.Regression;

/// <summary>
/// The least-squares fit of all found terms and the constant on all rows, kept up to date: a new term appends one row to the Cholesky factor of the
/// Gram matrix, whose entries are exact counts (Golub and Van Loan, 4.2 and 6.5).
/// </summary>
internal sealed class JointFit
{
    /// <summary>A term whose part outside the span of the others is below this share cannot be told apart from them.</summary>
    private const double LeastPivot = 1e-3;

    private readonly BitColumns _parts;
    private readonly double[] _values;
    private readonly double[] _residual;
    private readonly List<ulong[]> _columns = [];
    private readonly List<double[]> _factor = [];
    private readonly List<double> _right = [];
    private readonly List<PartSet> _sets = [];
    private readonly HashSet<PartSet> _known = [];

    public JointFit(BitColumns parts, double[] values)
    {
        _parts = parts;
        _values = values;
        _residual = new double[values.Length];
        TryAdd(PartSet.Empty);
        Solve();
    }

    /// <summary>The terms; the first one is the constant.</summary>
    public IReadOnlyList<PartSet> Sets => _sets;

    /// <summary>Coefficients after the last <see cref="Solve"/>.</summary>
    public double[] Coefficients { get; private set; } = [];

    /// <summary>What the fit leaves in each row.</summary>
    public ReadOnlySpan<double> Residual => _residual;

    /// <summary>Standard deviation of the residual, corrected for the terms.</summary>
    public double Deviation { get; private set; }

    public bool Contains(PartSet set) => _known.Contains(set);

    /// <summary>Adds a term; false when the others already explain its column.</summary>
    public bool TryAdd(PartSet set)
    {
        if (_known.Contains(set))
        {
            return false;
        }

        ulong[] column = Column(set);
        int count = _sets.Count;
        double rows = _values.Length;
        var row = new double[count + 1];
        double pivot = 1;
        for (int j = 0; j < count; j++)
        {
            long differ = TensorPrimitives.HammingBitDistance<ulong>(column, _columns[j]);
            double dot = (rows - 2 * differ) / rows;
            double[] other = _factor[j];
            row[j] =
                (dot - TensorPrimitives.Dot<double>(row.AsSpan(0, j), other.AsSpan(0, j)))
                / other[j];
            pivot -= row[j] * row[j];
        }

        if (!(pivot > LeastPivot))
        {
            return false;
        }

        row[count] = Math.Sqrt(pivot);
        _factor.Add(row);
        _columns.Add(column);
        _right.Add(SignedSums.Sum(column, _values) / rows);
        _sets.Add(set);
        _known.Add(set);
        return true;
    }

    /// <summary>Removes terms, never the constant.</summary>
    public void RemoveAll(Predicate<int> drop)
    {
        PartSet[] kept = [.. _sets.Where((_, term) => term == 0 || !drop(term))];
        if (kept.Length == _sets.Count)
        {
            return;
        }

        int same = 0;
        while (same < kept.Length && kept[same] == _sets[same])
        {
            same++;
        }

        int gone = _sets.Count - same;
        foreach (PartSet set in _sets.Skip(same))
        {
            _known.Remove(set);
        }

        _sets.RemoveRange(same, gone);
        _columns.RemoveRange(same, gone);
        _factor.RemoveRange(same, gone);
        _right.RemoveRange(same, gone);
        foreach (PartSet set in kept.AsSpan(same))
        {
            TryAdd(set);
        }
    }

    /// <summary>Solves for the coefficients and refreshes the residual.</summary>
    public void Solve()
    {
        int count = _sets.Count;
        var x = new double[count];
        for (int i = 0; i < count; i++)
        {
            double[] row = _factor[i];
            x[i] =
                (_right[i] - TensorPrimitives.Dot<double>(row.AsSpan(0, i), x.AsSpan(0, i)))
                / row[i];
        }

        for (int i = count - 1; i >= 0; i--)
        {
            double[] row = _factor[i];
            x[i] /= row[i];
            Span<double> head = x.AsSpan(0, i);
            TensorPrimitives.MultiplyAdd(row.AsSpan(0, i), -x[i], head, head);
        }

        Coefficients = x;
        _values.CopyTo(_residual, 0);
        for (int i = 0; i < count; i++)
        {
            SignedSums.Add(_columns[i], -x[i], _residual);
        }

        double left = Math.Max(1, _values.Length - count);
        Deviation = TensorPrimitives.Norm<double>(_residual) / Math.Sqrt(left);
    }

    /// <summary>Mean over the rows of the residual times the character of a set.</summary>
    public double Correlation(PartSet set) =>
        SignedSums.Sum(Column(set), _residual) / _residual.Length;

    private ulong[] Column(PartSet set)
    {
        var column = new ulong[_parts.WordsPerColumn];
        foreach (int part in set.Parts)
        {
            TensorPrimitives.Xor(column, _parts.Column(part), column);
        }

        return column;
    }
}

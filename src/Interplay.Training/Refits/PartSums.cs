using System.Numerics.Tensors;

namespace Interplay.Training.Refits;

/// <summary>
/// A vector and a symmetric matrix for each part, whose sums over the kept parts a refit starts from: X'X and X'y, or a gradient and a Hessian.
/// Where they would take more than <see cref="MostNumbers"/>, they are summed over the kept rows instead, each time.
/// </summary>
internal sealed class PartSums
{
    /// <summary>256 MB.</summary>
    public const long MostNumbers = 1L << 25;

    private readonly PartRows _rows;
    private readonly Func<int, (double Linear, double Quadratic)> _weights;
    private readonly double[]? _perPart;
    private readonly int _matrix;
    private readonly int _stride;

    /// <param name="rows">The rows.</param>
    /// <param name="weights">What row r adds: Linear x to the vector, Quadratic x x' to the matrix.</param>
    public PartSums(PartRows rows, Func<int, (double Linear, double Quadratic)> weights)
    {
        _rows = rows;
        _weights = weights;
        _matrix = PackedCholesky.Length(rows.Width);
        _stride = _matrix + rows.Width;
        if ((rows.PartCount + 1L) * _stride > MostNumbers)
        {
            return;
        }

        _perPart = new double[(rows.PartCount + 1) * _stride];
        for (int part = 0; part <= rows.PartCount; part++)
        {
            (int start, int end) = rows.Of(part);
            AddRows(start, end, _perPart.AsSpan(part * _stride, _stride));
        }
    }

    /// <summary>Numbers of one sum: the matrix, then the vector.</summary>
    public int Length => _stride;

    /// <summary>The matrix of a sum.</summary>
    public Span<double> Matrix(Span<double> sum) => sum[.._matrix];

    /// <summary>The vector of a sum.</summary>
    public Span<double> Vector(Span<double> sum) => sum[_matrix..];

    /// <summary>The sum over the kept parts and the rows that are always kept.</summary>
    public void Sum(ReadOnlySpan<ulong> mask, Span<double> sum)
    {
        sum.Clear();
        for (int part = 0; part <= _rows.PartCount; part++)
        {
            if (part < _rows.PartCount && (mask[part >> 6] >> (part & 63) & 1) == 0)
            {
                continue;
            }

            if (_perPart is not null)
            {
                TensorPrimitives.Add(sum, _perPart.AsSpan(part * _stride, _stride), sum);
            }
            else
            {
                (int start, int end) = _rows.Of(part);
                AddRows(start, end, sum);
            }
        }
    }

    private void AddRows(int start, int end, Span<double> sum)
    {
        for (int row = start; row < end; row++)
        {
            (double linear, double quadratic) = _weights(row);
            ReadOnlySpan<double> x = _rows.Row(row);
            PackedCholesky.AddOuter(Matrix(sum), x, quadratic);
            TensorPrimitives.MultiplyAdd(x, linear, Vector(sum), Vector(sum));
        }
    }
}

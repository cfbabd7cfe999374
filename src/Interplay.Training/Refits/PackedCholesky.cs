using System.Globalization;
using System.Numerics.Tensors;

namespace Interplay.Training.Refits;

/// <summary>
/// Symmetric matrices as their lower triangle, row by row (row i from i (i + 1) / 2 on), and their Cholesky factor L L' in its place (Golub and
/// Van Loan, 2013, 4.2).
/// </summary>
internal static class PackedCholesky
{
    /// <summary>Numbers that hold a triangle of a given width.</summary>
    public static int Length(int width) => width * (width + 1) / 2;

    /// <summary>A += weight x x'.</summary>
    public static void AddOuter(Span<double> a, ReadOnlySpan<double> x, double weight)
    {
        for (int i = 0, start = 0; i < x.Length; start += ++i)
        {
            Span<double> row = a.Slice(start, i + 1);
            TensorPrimitives.MultiplyAdd(x[..(i + 1)], weight * x[i], row, row);
        }
    }

    /// <summary>A += weight I.</summary>
    public static void AddDiagonal(Span<double> a, int width, double weight)
    {
        for (int i = 0; i < width; i++)
        {
            a[Length(i) + i] += weight;
        }
    }

    /// <summary>Replaces a positive definite matrix by its factor; the diagonal holds 1 / L(i, i).</summary>
    public static void Factor(Span<double> a, int width)
    {
        for (int i = 0; i < width; i++)
        {
            Span<double> row = a.Slice(Length(i), i + 1);
            for (int j = 0; j < i; j++)
            {
                ReadOnlySpan<double> other = a.Slice(Length(j), j + 1);
                row[j] = (row[j] - TensorPrimitives.Dot(row[..j], other[..j])) * other[j];
            }

            double pivot = row[i] - TensorPrimitives.Dot<double>(row[..i], row[..i]);
            row[i] =
                pivot > 0
                    ? 1 / Math.Sqrt(pivot)
                    : throw new InterplayException(
                        ErrorKind.ValueFunction,
                        "refit-singular",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The features are so nearly dependent that a refit has no unique solution (pivot {pivot}); raise the penalty."
                        )
                    );
        }
    }

    /// <summary>Solves L L' x = b in place.</summary>
    public static void Solve(ReadOnlySpan<double> factor, Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            ReadOnlySpan<double> row = factor.Slice(Length(i), i + 1);
            x[i] = (x[i] - TensorPrimitives.Dot(row[..i], x[..i])) * row[i];
        }

        for (int i = x.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = factor.Slice(Length(i), i + 1);
            x[i] *= row[i];
            TensorPrimitives.MultiplyAdd(row[..i], -x[i], x[..i], x[..i]);
        }
    }

    /// <summary>Replaces the factor L by its inverse; the diagonal of both is stored as 1 / L(i, i).</summary>
    public static void Invert(Span<double> factor, int width)
    {
        var sum = new double[width];
        for (int i = 0; i < width; i++)
        {
            Span<double> row = factor.Slice(Length(i), i + 1);
            sum.AsSpan(0, i).Clear();
            for (int j = 0; j < i; j++)
            {
                Span<double> head = sum.AsSpan(0, j + 1);
                TensorPrimitives.MultiplyAdd(factor.Slice(Length(j), j + 1), row[j], head, head);
            }

            TensorPrimitives.Multiply(sum.AsSpan(0, i), -row[i], row[..i]);
        }
    }

    /// <summary>The rows and columns of A^-1 at some places, packed, from the inverse of the factor of A: the sum of outer products of its rows.</summary>
    public static double[] InverseBlock(
        ReadOnlySpan<double> inverseFactor,
        int width,
        ReadOnlySpan<int> places
    )
    {
        var block = new double[Length(places.Length)];
        var picked = new double[places.Length];
        int first = places[0];
        foreach (int place in places)
        {
            first = Math.Min(first, place);
        }

        for (int k = first; k < width; k++)
        {
            ReadOnlySpan<double> row = inverseFactor.Slice(Length(k), k + 1);
            for (int i = 0; i < places.Length; i++)
            {
                picked[i] = places[i] <= k ? row[places[i]] : 0;
            }

            AddOuter(block, picked, 1);
        }

        return block;
    }
}

using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>
/// Single-precision Cholesky factorisation A = L L' of a symmetric positive definite matrix, right-looking and blocked (Golub and Van Loan,
/// 4.2.9): small diagonal blocks are factorised and inverted in double precision, everything else is <see cref="Gemm"/>. In place.
/// </summary>
internal sealed unsafe class SingleCholesky : IDisposable
{
    private const int BlockSize = 64;

    private readonly float* _l;
    private readonly float* _diagonalInverses;
    private readonly int _n;
    private readonly nint _stride;

    private SingleCholesky(
        float* l,
        int n,
        nint stride,
        float* diagonalInverses,
        double logDeterminant
    )
    {
        _l = l;
        _n = n;
        _stride = stride;
        _diagonalInverses = diagonalInverses;
        LogDeterminant = logDeterminant;
    }

    /// <summary>log det A.</summary>
    public double LogDeterminant { get; }

    /// <summary>Factorises in place; the strict upper triangle is left as it was. Null when a pivot is not positive to working precision.</summary>
    /// <param name="a">The matrix, row-major; only the lower triangle is read. It must outlive the result.</param>
    /// <param name="n">Its size.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    public static SingleCholesky? Factor(float* a, int n, nint stride)
    {
        int blocks = (n + BlockSize - 1) / BlockSize;
        float* inverses = Allocate((nint)blocks * BlockSize * BlockSize);
        float* panel = Allocate((nint)n * BlockSize);
        double logDeterminant = 0;
        try
        {
            for (int block = 0; block < blocks; block++)
            {
                int first = block * BlockSize;
                int size = Math.Min(BlockSize, n - first);
                float* diagonal = a + first * stride + first;
                float* inverse = inverses + (nint)block * BlockSize * BlockSize;
                if (!FactorDiagonal(diagonal, size, stride, inverse, ref logDeterminant))
                {
                    NativeMemory.AlignedFree(inverses);
                    return null;
                }

                int below = n - first - size;
                if (below == 0)
                {
                    break;
                }

                // L21 = A21 inverse(L11)'
                float* lower = diagonal + size * stride;
                for (int row = 0; row < below; row++)
                {
                    var source = new Span<float>(lower + row * stride, size);
                    source.CopyTo(new Span<float>(panel + (nint)row * size, size));
                    source.Clear();
                }

                Gemm.Add(
                    below,
                    size,
                    size,
                    1,
                    new Gemm.View(panel, size, 1),
                    new Gemm.View(inverse, 1, BlockSize),
                    new Gemm.View(lower, stride, 1)
                );
                var solved = new Gemm.View(lower, stride, 1);
                Gemm.Add(
                    below,
                    below,
                    size,
                    -1,
                    solved,
                    solved.Transposed,
                    new Gemm.View(lower + size, stride, 1),
                    Gemm.Part.Lower
                );
            }
        }
        finally
        {
            NativeMemory.AlignedFree(panel);
        }

        return new SingleCholesky(a, n, stride, inverses, logDeterminant);
    }

    /// <summary>Solves A x = b in place.</summary>
    public void Solve(Span<float> x)
    {
        SolveLower(x);
        for (int block = (_n - 1) / BlockSize; block >= 0; block--)
        {
            int first = block * BlockSize;
            int size = Math.Min(BlockSize, _n - first);
            Span<float> head = x.Slice(first, size);
            MultiplyTransposed(Inverse(first), head);
            for (int row = 0; row < size; row++)
            {
                Span<float> above = x[..first];
                TensorPrimitives.MultiplyAdd(
                    new ReadOnlySpan<float>(_l + (first + row) * _stride, first),
                    -head[row],
                    above,
                    above
                );
            }
        }
    }

    /// <summary>Solves L x = b in place.</summary>
    public void SolveLower(Span<float> x)
    {
        for (int first = 0; first < _n; first += BlockSize)
        {
            int size = Math.Min(BlockSize, _n - first);
            Span<float> head = x.Slice(first, size);
            for (int row = 0; row < size; row++)
            {
                head[row] -= TensorPrimitives.Dot(
                    new ReadOnlySpan<float>(_l + (first + row) * _stride, first),
                    x[..first]
                );
            }

            Multiply(Inverse(first), head);
        }
    }

    /// <summary>Solves L X = B in place for many right-hand sides, one a column of <paramref name="right"/>.</summary>
    public void SolveLower(SingleMatrix right)
    {
        int columns = right.Columns;
        using var head = new SingleMatrix(BlockSize, columns);
        for (int first = 0; first < _n; first += BlockSize)
        {
            int size = Math.Min(BlockSize, _n - first);
            Gemm.View target = right.View.At(first, 0);
            Gemm.Add(
                size,
                columns,
                first,
                -1,
                new Gemm.View(_l + first * _stride, _stride, 1),
                right.View,
                target
            );
            Replace(target, head, size, new Gemm.View(Inverse(first), BlockSize, 1));
        }
    }

    /// <summary>Solves A X = B in place for many right-hand sides, one a column of <paramref name="right"/>.</summary>
    public void Solve(SingleMatrix right)
    {
        SolveLower(right);
        int columns = right.Columns;
        using var head = new SingleMatrix(BlockSize, columns);
        for (int first = (_n - 1) / BlockSize * BlockSize; first >= 0; first -= BlockSize)
        {
            int size = Math.Min(BlockSize, _n - first);
            Gemm.View target = right.View.At(first, 0);
            int below = _n - first - size;
            var column = new Gemm.View(_l + (first + size) * _stride + first, 1, _stride);
            Gemm.Add(size, columns, below, -1, column, right.View.At(first + size, 0), target);
            Replace(target, head, size, new Gemm.View(Inverse(first), 1, BlockSize));
        }
    }

    /// <summary>Writes the lower triangle of the inverse of A into <paramref name="target"/>; what is above the diagonal is left undefined.</summary>
    public void InverseLower(SingleMatrix target)
    {
        using var inverse = new SingleMatrix(_n, _n);
        InvertLower(inverse.Data);
        target.Clear();

        // inverse(A) = X'X with X = inverse(L): row i of the lower triangle needs only the rows of X from i on.
        const int Step = 192;
        for (int first = 0; first < _n; first += Step)
        {
            int rows = Math.Min(Step, _n - first);
            Gemm.View below = inverse.View.At(first, 0);
            Gemm.Add(
                rows,
                first + rows,
                _n - first,
                1,
                below.At(0, first).Transposed,
                below,
                target.View.At(first, 0)
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_diagonalInverses);

    /// <summary>X = inverse(L), block row by block row: X_i = -inverse(L_ii) L_i X above, and inverse(L_ii) on the diagonal.</summary>
    private void InvertLower(float* x)
    {
        float* row = Allocate((nint)BlockSize * _n);
        for (int first = 0; first < _n; first += BlockSize)
        {
            int size = Math.Min(BlockSize, _n - first);
            float* inverse = Inverse(first);
            if (first > 0)
            {
                new Span<float>(row, size * first).Clear();
                const int Strip = 384;
                for (int column = 0; column < first; column += Strip)
                {
                    // Rows of X above the strip are zero in these columns.
                    Gemm.Add(
                        size,
                        Math.Min(Strip, first - column),
                        first - column,
                        1,
                        new Gemm.View(_l + first * _stride + column, _stride, 1),
                        new Gemm.View(x + (nint)column * _n + column, _n, 1),
                        new Gemm.View(row + column, first, 1)
                    );
                }

                Gemm.Add(
                    size,
                    first,
                    size,
                    -1,
                    new Gemm.View(inverse, BlockSize, 1),
                    new Gemm.View(row, first, 1),
                    new Gemm.View(x + (nint)first * _n, _n, 1)
                );
            }

            for (int i = 0; i < size; i++)
            {
                new Span<float>(inverse + i * BlockSize, i + 1).CopyTo(
                    new Span<float>(x + (nint)(first + i) * _n + first, i + 1)
                );
            }
        }

        NativeMemory.AlignedFree(row);
    }

    /// <summary>Factorises one diagonal block in double precision, writes it back, and writes its inverse (zeros above the diagonal).</summary>
    private static bool FactorDiagonal(
        float* a,
        int size,
        nint stride,
        float* inverse,
        ref double logDeterminant
    )
    {
        // Both triangles are kept transposed, U = L', so that every inner loop runs along a row.
        double* u = stackalloc double[BlockSize * BlockSize];
        double* x = stackalloc double[BlockSize * BlockSize];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                u[j * BlockSize + i] = a[i * stride + j];
            }
        }

        for (int k = 0; k < size; k++)
        {
            double* row = u + k * BlockSize;
            double pivot = row[k];
            if (!(pivot > 1e-7 * a[k * stride + k]))
            {
                return false;
            }

            logDeterminant += Math.Log(pivot);
            Scale(row + k, 1 / Math.Sqrt(pivot), size - k);
            for (int i = k + 1; i < size; i++)
            {
                Subtract(u + i * BlockSize + i, row + i, row[i], size - i);
            }
        }

        // Row i of inverse(U): e_i / u_ii, then each later column j follows from the rows of U below i.
        new Span<double>(x, BlockSize * BlockSize).Clear();
        for (int i = 0; i < size; i++)
        {
            double* row = x + i * BlockSize;
            row[i] = 1;
            for (int k = i; k < size; k++)
            {
                row[k] /= u[k * BlockSize + k];
                Subtract(row + k + 1, u + k * BlockSize + k + 1, row[k], size - k - 1);
            }
        }

        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                inverse[i * BlockSize + j] = (float)x[j * BlockSize + i];
                if (j <= i)
                {
                    a[i * stride + j] = (float)u[j * BlockSize + i];
                }
            }
        }

        return true;
    }

    private static void Scale(double* target, double factor, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target[i] *= factor;
        }
    }

    /// <summary>target -= factor source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(double* target, double* source, double factor, int count)
    {
        int i = 0;
        var minus = Vector256.Create(-factor);
        for (; i + 4 <= count; i += 4)
        {
            Vector256
                .FusedMultiplyAdd(minus, Vector256.Load(source + i), Vector256.Load(target + i))
                .Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] -= factor * source[i];
        }
    }

    private float* Inverse(int first) =>
        _diagonalInverses + (nint)(first / BlockSize) * BlockSize * BlockSize;

    /// <summary>target := factor target, through a copy.</summary>
    private static void Replace(Gemm.View target, SingleMatrix copy, int size, Gemm.View factor)
    {
        for (int row = 0; row < size; row++)
        {
            var source = new Span<float>(target.Data + row * target.RowStride, copy.Columns);
            source.CopyTo(copy.Row(row));
            source.Clear();
        }

        Gemm.Add(size, copy.Columns, size, 1, factor, copy.View, target);
    }

    private static void Multiply(float* lower, Span<float> x)
    {
        for (int i = x.Length - 1; i >= 0; i--)
        {
            x[i] = TensorPrimitives.Dot(
                new ReadOnlySpan<float>(lower + i * BlockSize, i + 1),
                x[..(i + 1)]
            );
        }
    }

    private static void MultiplyTransposed(float* lower, Span<float> x)
    {
        Span<float> result = stackalloc float[x.Length];
        result.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            Span<float> head = result[..(i + 1)];
            TensorPrimitives.MultiplyAdd(
                new ReadOnlySpan<float>(lower + i * BlockSize, i + 1),
                x[i],
                head,
                head
            );
        }

        result.CopyTo(x);
    }

    private static float* Allocate(nint count) =>
        (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, count) * sizeof(float), 64);
}

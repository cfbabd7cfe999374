using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Interplay.Recovery.LinearAlgebra;

/// <summary>
/// Single-precision Cholesky factorisation A = L L' of a symmetric positive definite matrix, by halves (Gustavson, 1997), so that products are
/// as deep as they can be: small diagonal blocks are factorised and inverted in double precision, everything else is <see cref="Gemm"/>. In
/// place.
/// </summary>
internal sealed unsafe class SingleCholesky : IDisposable
{
    private const int BlockSize = 64;

    /// <summary>Depth of the products with triangles: deeper ones would multiply more zeros, shallower ones wait for memory.</summary>
    private const int DepthStep = 128;

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
        var work = new Factorisation(a, stride, inverses, panel);
        bool positive = work.Run(0, n);
        NativeMemory.AlignedFree(panel);
        if (!positive)
        {
            NativeMemory.AlignedFree(inverses);
            return null;
        }

        return new SingleCholesky(a, n, stride, inverses, work.LogDeterminant);
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
        using var product = new SingleMatrix((_n + 1) / 2, (_n + 1) / 2 + BlockSize);
        InvertLower(inverse, product, 0, _n);
        target.Clear();

        // inverse(A) = X'X with X = inverse(L), some rows of X at a time: they are zero right of the diagonal.
        for (int first = 0; first < _n; first += DepthStep)
        {
            int last = Math.Min(_n, first + DepthStep);
            Gemm.View rows = inverse.View.At(first, 0);
            Gemm.Add(
                last,
                last,
                last - first,
                1,
                rows.Transposed,
                rows,
                target.View,
                Gemm.Part.Lower
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(_diagonalInverses);

    /// <summary>
    /// X = inverse(L) by halves: X11 and X22 are the inverses of the halves on the diagonal, X21 = -X22 L21 X11. Both products add up a few
    /// columns of the left and rows of the right factor at a time and leave out what the triangles make zero.
    /// </summary>
    private void InvertLower(SingleMatrix x, SingleMatrix product, int first, int size)
    {
        if (size <= BlockSize)
        {
            float* inverse = Inverse(first);
            for (int i = 0; i < size; i++)
            {
                new Span<float>(inverse + i * BlockSize, i + 1).CopyTo(
                    x.Row(first + i).Slice(first, i + 1)
                );
            }

            return;
        }

        int half = Half(size);
        int below = size - half;
        InvertLower(x, product, first, half);
        InvertLower(x, product, first + half, below);
        for (int row = 0; row < below; row++)
        {
            product.Row(row)[..half].Clear();
        }

        var lower = new Gemm.View(_l + (first + half) * _stride + first, _stride, 1);
        for (int depth = 0; depth < half; depth += DepthStep)
        {
            int end = Math.Min(half, depth + DepthStep);
            Gemm.View right = x.View.At(first + depth, first);
            Gemm.Add(below, end, end - depth, 1, lower.At(0, depth), right, product.View);
        }

        Gemm.View target = x.View.At(first + half, first);
        for (int depth = 0; depth < below; depth += DepthStep)
        {
            int depths = Math.Min(DepthStep, below - depth);
            Gemm.View left = x.View.At(first + half + depth, first + half + depth);
            Gemm.View right = product.View.At(depth, 0);
            Gemm.Add(below - depth, half, depths, -1, left, right, target.At(depth, 0));
        }
    }

    /// <summary>About half of a size, a multiple of the block.</summary>
    private static int Half(int size) => (size / 2 + BlockSize - 1) / BlockSize * BlockSize;

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

    /// <summary>A factorisation under way: a = [L11; L21 L22] half by half.</summary>
    private sealed class Factorisation(float* a, nint stride, float* inverses, float* panel)
    {
        private readonly float* _a = a;
        private readonly float* _inverses = inverses;
        private readonly float* _panel = panel;
        private double _logDeterminant;

        public double LogDeterminant => _logDeterminant;

        /// <summary>Factorises a square on the diagonal; false when it is not positive definite.</summary>
        public bool Run(int first, int size)
        {
            if (size <= BlockSize)
            {
                float* diagonal = At(first, first);
                return FactorDiagonal(diagonal, size, stride, Inverse(first), ref _logDeterminant);
            }

            int half = Half(size);
            int below = size - half;
            if (!Run(first, half))
            {
                return false;
            }

            // L21 = A21 inverse(L11)', A22 := A22 - L21 L21'
            SolveRight(first, half, first + half, below);
            var solved = new Gemm.View(At(first + half, first), stride, 1);
            var rest = new Gemm.View(At(first + half, first + half), stride, 1);
            Gemm.Add(below, below, half, -1, solved, solved.Transposed, rest, Gemm.Part.Lower);
            return Run(first + half, below);
        }

        /// <summary>B := B inverse(L)' for the rows from <paramref name="row"/> on in the columns of a finished square.</summary>
        private void SolveRight(int first, int size, int row, int rows)
        {
            if (size <= BlockSize)
            {
                for (int i = 0; i < rows; i++)
                {
                    var source = new Span<float>(At(row + i, first), size);
                    source.CopyTo(new Span<float>(_panel + (nint)i * size, size));
                    source.Clear();
                }

                var factor = new Gemm.View(Inverse(first), 1, BlockSize);
                var copy = new Gemm.View(_panel, size, 1);
                var target = new Gemm.View(At(row, first), stride, 1);
                Gemm.Add(rows, size, size, 1, copy, factor, target);
                return;
            }

            int half = Half(size);
            SolveRight(first, half, row, rows);
            var solved = new Gemm.View(At(row, first), stride, 1);
            var lower = new Gemm.View(At(first + half, first), stride, 1);
            var rest = new Gemm.View(At(row, first + half), stride, 1);
            Gemm.Add(rows, size - half, half, -1, solved, lower.Transposed, rest);
            SolveRight(first + half, size - half, row, rows);
        }

        private float* At(int row, int column) => _a + row * stride + column;

        private float* Inverse(int first) =>
            _inverses + (nint)(first / BlockSize) * BlockSize * BlockSize;
    }
}

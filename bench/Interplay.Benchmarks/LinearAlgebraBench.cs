using BenchmarkDotNet.Attributes;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;

namespace Interplay.Benchmarks;

/// <summary>Cholesky factorisation, the inverse from it, and a matrix product, beside the textbook loops for the factorisation.</summary>
public unsafe class LinearAlgebraBench : IDisposable
{
    private SingleMatrix _positive = null!;
    private SingleMatrix _work = null!;
    private SingleMatrix _product = null!;

    [Params(512, 1024)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _positive = new SingleMatrix(Size, Size);
        _work = new SingleMatrix(Size, Size);
        _product = new SingleMatrix(Size, Size);
        var random = new SeededRandom(1);
        using var a = new SingleMatrix(Size, Size);
        for (int row = 0; row < Size; row++)
        {
            foreach (ref float entry in a.Row(row))
            {
                entry = (float)random.NextGaussian();
            }

            _positive.Row(row)[row] = 0.5f;
        }

        Gemm.Add(Size, Size, Size, 1f / Size, a.View, a.View.Transposed, _positive.View);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _positive.Dispose();
        _work.Dispose();
        _product.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Row by row with inner products.</summary>
    [Benchmark(Baseline = true)]
    public float NaiveCholesky()
    {
        Copy();
        for (int i = 0; i < Size; i++)
        {
            Span<float> row = _work.Row(i);
            for (int j = 0; j <= i; j++)
            {
                Span<float> other = _work.Row(j);
                float sum = row[j];
                for (int k = 0; k < j; k++)
                {
                    sum -= row[k] * other[k];
                }

                row[j] = i == j ? MathF.Sqrt(sum) : sum / other[j];
            }
        }

        return _work.Row(Size - 1)[Size - 1];
    }

    [Benchmark]
    public double Cholesky()
    {
        Copy();
        using SingleCholesky factor = SingleCholesky.Factor(_work.Data, Size, Size)!;
        return factor.LogDeterminant;
    }

    [Benchmark]
    public float CholeskyAndInverse()
    {
        Copy();
        using SingleCholesky factor = SingleCholesky.Factor(_work.Data, Size, Size)!;
        factor.InverseLower(_product);
        return _product.Row(0)[0];
    }

    [Benchmark]
    public float NaiveProduct()
    {
        _product.Clear();
        for (int i = 0; i < Size; i++)
        {
            Span<float> target = _product.Row(i);
            for (int k = 0; k < Size; k++)
            {
                float weight = _positive.Row(i)[k];
                ReadOnlySpan<float> source = _positive.Row(k);
                for (int j = 0; j < target.Length; j++)
                {
                    target[j] += weight * source[j];
                }
            }
        }

        return _product.Row(0)[0];
    }

    [Benchmark]
    public float Product()
    {
        _product.Clear();
        Gemm.Add(Size, Size, Size, 1, _positive.View, _positive.View, _product.View);
        return _product.Row(0)[0];
    }

    private void Copy()
    {
        for (int row = 0; row < Size; row++)
        {
            _positive.Row(row).CopyTo(_work.Row(row));
        }
    }
}

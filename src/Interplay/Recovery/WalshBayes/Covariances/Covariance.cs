using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Priors;

namespace Interplay.Recovery.WalshBayes.Covariances;

/// <summary>The covariance of the values under the smooth prior, K + nz I, seen through its inverse A.</summary>
internal abstract class Covariance : IDisposable
{
    private const ulong ProbeSeed = 0x5EED;

    private double? _trace;

    /// <summary>Up to this many rows a Cholesky factor is affordable, and the search for spikes, which asks for hundreds of solutions, is then cheap.</summary>
    public const int FactoredUpTo = 12_000;

    /// <summary>nz, with what rounding made necessary on top.</summary>
    public abstract double Noise { get; }

    /// <summary>Number of rows.</summary>
    public abstract int Rows { get; }

    /// <summary>Whether <see cref="Quadratic"/> is cheap enough to be asked for every term.</summary>
    public abstract bool HasCheapQuadratics { get; }

    /// <summary>Makes the covariance of some masks.</summary>
    /// <param name="prior">The prior.</param>
    /// <param name="masks">The masks.</param>
    /// <param name="z">The same masks as signs; the covariance keeps a reference but does not own it.</param>
    public static Covariance Of(SmoothPrior prior, MaskMatrix masks, SingleMatrix z) =>
        masks.RowCount <= FactoredUpTo
            ? FactoredCovariance.Of(prior, z)
            : new IterativeCovariance(prior, masks, z);

    /// <summary>Replaces each column x of <paramref name="columns"/> by A x.</summary>
    public abstract void Solve(SingleMatrix columns);

    /// <summary>x'A x of each column, which is used up.</summary>
    public abstract double[] Quadratic(SingleMatrix columns);

    /// <summary>A x for one column.</summary>
    public double[] Solve(ReadOnlySpan<float> column)
    {
        using var matrix = new SingleMatrix(column.Length, 1);
        for (int row = 0; row < column.Length; row++)
        {
            matrix.Row(row)[0] = column[row];
        }

        Solve(matrix);
        var solved = new double[column.Length];
        for (int row = 0; row < solved.Length; row++)
        {
            solved[row] = matrix.Row(row)[0];
        }

        return solved;
    }

    /// <summary>tr A from random signs (Hutchinson, 1990).</summary>
    public double Trace => _trace ??= EstimateTrace();

    public abstract void Dispose();

    private double EstimateTrace()
    {
        // The relative error is about sqrt(2 / (probes rows)).
        int probes = HasCheapQuadratics ? 64 : 8;
        var random = new SeededRandom(ProbeSeed);
        using var signs = new SingleMatrix(Rows, probes);
        for (int row = 0; row < Rows; row++)
        {
            ulong bits = random.NextBits();
            Span<float> target = signs.Row(row);
            for (int probe = 0; probe < probes; probe++)
            {
                target[probe] = (bits >> probe & 1) == 0 ? 1 : -1;
            }
        }

        return Quadratic(signs).Average();
    }
}

using System.Globalization;
using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Refits;

/// <summary>
/// Ridge regression (Hoerl and Kennard, 1970) in closed form: (sum of the kept parts' X'X + penalty I) w = sum of their X'y. The constant is
/// penalised with the other weights, so that every subset, the empty one too, has exactly one solution.
/// </summary>
internal sealed class RidgeRefitter : IRefitter
{
    private readonly PartSums _sums;
    private readonly TestRows _test;
    private readonly double _penalty;
    private readonly int _width;

    public RidgeRefitter(TrainingData train, TrainingData test, DataLens lens, double penalty)
    {
        var rows = new PartRows(train, lens);
        _sums = new PartSums(rows, row => (rows.Target(row), 1));
        _test = new TestRows(test);
        _penalty = penalty;
        _width = rows.Width;
    }

    public string Identity => string.Create(CultureInfo.InvariantCulture, $"ridge:{_penalty:R}");

    public object CreateWorkspace() => new double[_sums.Length];

    public void Refit(ReadOnlySpan<ulong> mask, Span<double> scores, object workspace)
    {
        Span<double> sum = (double[])workspace;
        _sums.Sum(mask, sum);
        PackedCholesky.AddDiagonal(sum, _width, _penalty);
        PackedCholesky.Factor(_sums.Matrix(sum), _width);
        Span<double> weights = _sums.Vector(sum);
        PackedCholesky.Solve(_sums.Matrix(sum), weights);
        _test.Score(weights, scores);
    }
}

using System.Globalization;
using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Training.Parts;
using Interplay.Training.Tables;

namespace Interplay.Training.Refits;

/// <summary>
/// Logistic regression with a quadratic penalty: minimises sum log(1 + exp(-y w'x)) + penalty/2 |w|^2 over the kept rows, the constant penalised
/// with the other weights, so that every subset has exactly one solution.
/// <para>
/// Each refit starts at the solution w0 of all rows. Gradients and Hessians of the parts at w0 were computed once, so that the first Newton step
/// costs only their sum. Further steps are quasi-Newton on the same factor (<see cref="CurvaturePairs"/>): a pass over the kept rows each, no
/// second Hessian. It ends when |gradient| is at most tolerance x penalty: the objective is penalty-strongly convex, so that w is then within
/// the tolerance of the solution (Nesterov, 2004, theorem 2.1.10).
/// </para>
/// </summary>
internal sealed class LogisticRefitter : IRefitter
{
    private const int Memory = 12;
    private const int MostIterations = 200;

    private readonly PartRows _rows;
    private readonly TestRows _test;
    private readonly double _penalty;
    private readonly double _tolerance;
    private readonly double[] _warm;
    private readonly PartSums _sums;

    public LogisticRefitter(
        TrainingData train,
        TrainingData test,
        DataLens lens,
        double penalty,
        double tolerance
    )
    {
        _rows = new PartRows(train, lens);
        _test = new TestRows(test);
        _penalty = penalty;
        _tolerance = tolerance;
        // Rounding leaves about this much of a gradient, however long one iterates.
        Target = Math.Max(tolerance * penalty, 1e-14 * train.RowCount);
        _warm = new double[_rows.Width];
        _sums = SumsAt(_warm);
        // Without a start that is known to be good, the first fit takes more steps; it is made once.
        Fit(Mask.Full(_rows.PartCount).Words, _warm, CreateLogisticWorkspace());
        _sums = SumsAt(_warm);
    }

    public string Identity =>
        string.Create(CultureInfo.InvariantCulture, $"logistic:{_penalty:R}:{_tolerance:R}");

    private double Target { get; }

    public object CreateWorkspace() => CreateLogisticWorkspace();

    public void Refit(ReadOnlySpan<ulong> mask, Span<double> scores, object workspace)
    {
        var memory = (LogisticWorkspace)workspace;
        Fit(mask, memory.Weights, memory);
        _test.Score(memory.Weights, scores);
    }

    /// <summary>The solution for the kept rows.</summary>
    internal void Fit(ReadOnlySpan<ulong> mask, Span<double> solution, LogisticWorkspace memory)
    {
        Span<(int Start, int End)> runs = memory.Runs.AsSpan(0, _rows.Runs(mask, memory.Runs));
        _sums.Sum(mask, memory.Sum);
        Span<double> factor = _sums.Matrix(memory.Sum);
        PackedCholesky.AddDiagonal(factor, _rows.Width, _penalty);
        PackedCholesky.Factor(factor, _rows.Width);
        double[] weights = memory.Weights;
        double[] gradient = memory.Gradient;
        double[] next = memory.NextWeights;
        double[] nextGradient = memory.NextGradient;
        _warm.CopyTo(weights, 0);
        TensorPrimitives.MultiplyAdd(_warm, _penalty, _sums.Vector(memory.Sum), gradient);
        memory.Pairs.Clear();
        for (int iteration = 0; TensorPrimitives.Norm<double>(gradient) > Target; iteration++)
        {
            if (iteration == MostIterations)
            {
                throw new InterplayException(
                    ErrorKind.ValueFunction,
                    "refit-not-converged",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"A logistic refit did not converge in {MostIterations} steps: the gradient is {TensorPrimitives.Norm<double>(gradient):0.###e0}, {Target:0.###e0} was wanted. Raise the penalty."
                    )
                );
            }

            gradient.CopyTo(memory.Direction, 0);
            memory.Pairs.Precondition(factor, memory.Direction);
            Search(runs, memory, weights, gradient, next, nextGradient);
            memory.Pairs.Add(weights, next, gradient, nextGradient);
            (weights, next) = (next, weights);
            (gradient, nextGradient) = (nextGradient, gradient);
        }

        weights.AsSpan().CopyTo(solution);
    }

    /// <summary>
    /// Steps along the direction until the slope has fallen by a tenth at least. Slopes of a convex function change their sign once, so that
    /// the secant of two slopes finds that point without the value of the objective.
    /// </summary>
    private void Search(
        ReadOnlySpan<(int Start, int End)> runs,
        LogisticWorkspace memory,
        double[] weights,
        double[] gradient,
        double[] next,
        double[] nextGradient
    )
    {
        double slope = -TensorPrimitives.Dot<double>(gradient, memory.Direction);
        double step = 1;
        for (int halving = 0; halving < 30; halving++)
        {
            TensorPrimitives.MultiplyAdd(memory.Direction, -step, weights, next);
            Gradient(runs, memory.Margins, next, nextGradient);
            double reached = -TensorPrimitives.Dot<double>(nextGradient, memory.Direction);
            if (reached <= 0.5 * Math.Abs(slope))
            {
                return;
            }

            step *= Math.Clamp(slope / (slope - reached), 0.1, 0.7);
        }
    }

    /// <summary>sum (sigma(w'x) - [y = 1]) x + penalty w over the kept rows.</summary>
    private void Gradient(
        ReadOnlySpan<(int Start, int End)> runs,
        Span<double> margins,
        ReadOnlySpan<double> weights,
        Span<double> gradient
    )
    {
        TensorPrimitives.Multiply(weights, _penalty, gradient);
        foreach ((int start, int end) in runs)
        {
            for (int row = start; row < end; row++)
            {
                margins[row] = -_rows.Target(row) * TensorPrimitives.Dot(_rows.Row(row), weights);
            }

            TensorPrimitives.Sigmoid(margins[start..end], margins[start..end]);
            for (int row = start; row < end; row++)
            {
                TensorPrimitives.MultiplyAdd(
                    _rows.Row(row),
                    -_rows.Target(row) * margins[row],
                    gradient,
                    gradient
                );
            }
        }
    }

    /// <summary>Gradients and Hessians of the parts at a point, without the penalty.</summary>
    private PartSums SumsAt(double[] point)
    {
        double[] weights = [.. point];
        return new PartSums(
            _rows,
            row =>
            {
                double target = _rows.Target(row);
                double miss =
                    1 / (1 + Math.Exp(target * TensorPrimitives.Dot(_rows.Row(row), weights)));
                return (-target * miss, miss * (1 - miss));
            }
        );
    }

    internal LogisticWorkspace CreateLogisticWorkspace() =>
        new(_rows.Width, _sums.Length, _rows.PartCount, _rows.RowCount, Memory);
}

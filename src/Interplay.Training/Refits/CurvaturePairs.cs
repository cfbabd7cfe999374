using System.Numerics.Tensors;

namespace Interplay.Training.Refits;

/// <summary>
/// Limited-memory BFGS (Nocedal, 1980; Nocedal and Wright, 2006, algorithm 7.4) on top of a Hessian that is known nearly: its factor takes the
/// place of the usual multiple of the identity.
/// </summary>
internal sealed class CurvaturePairs(int width, int memory)
{
    private readonly double[] _steps = new double[width * memory];
    private readonly double[] _changes = new double[width * memory];
    private readonly double[] _products = new double[memory];
    private readonly double[] _weights = new double[memory];
    private int _first;
    private int _count;

    public void Clear() => (_first, _count) = (0, 0);

    /// <summary>Takes a step s and the change y of the gradient along it; a pair without curvature is left out.</summary>
    public void Add(
        ReadOnlySpan<double> from,
        ReadOnlySpan<double> to,
        ReadOnlySpan<double> gradient,
        ReadOnlySpan<double> nextGradient
    )
    {
        int place = (_first + _count) % memory;
        Span<double> step = Step(place);
        Span<double> change = Change(place);
        TensorPrimitives.Subtract(to, from, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        double product = TensorPrimitives.Dot<double>(step, change);
        if (!(product > 0))
        {
            return;
        }

        _products[place] = product;
        if (_count < memory)
        {
            _count++;
        }
        else
        {
            _first = (_first + 1) % memory;
        }
    }

    /// <summary>Replaces a gradient by the step that the inverse Hessian makes of it.</summary>
    public void Precondition(ReadOnlySpan<double> factor, Span<double> vector)
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            int place = (_first + i) % memory;
            double weight = TensorPrimitives.Dot<double>(Step(place), vector) / _products[place];
            _weights[place] = weight;
            TensorPrimitives.MultiplyAdd(Change(place), -weight, vector, vector);
        }

        PackedCholesky.Solve(factor, vector);
        for (int i = 0; i < _count; i++)
        {
            int place = (_first + i) % memory;
            double weight =
                _weights[place]
                - TensorPrimitives.Dot<double>(Change(place), vector) / _products[place];
            TensorPrimitives.MultiplyAdd(Step(place), weight, vector, vector);
        }
    }

    private Span<double> Step(int place) => _steps.AsSpan(place * width, width);

    private Span<double> Change(int place) => _changes.AsSpan(place * width, width);
}

using System.Numerics.Tensors;

namespace Interplay.Recovery.Minimisation;

/// <summary>
/// Limited-memory BFGS within a box: the two-loop recursion (Nocedal, 1980) on the variables that are free, steps projected onto the box, and a
/// line search with the conditions of Armijo and Wolfe. Made to be stopped early.
/// </summary>
internal static class BoundedMinimiser
{
    private const double SufficientDecrease = 1e-4;
    private const int MostTries = 12;

    /// <summary>After so many tries a point that already decreases enough is taken.</summary>
    private const int EnoughTries = 4;

    /// <summary>Value at a point; writes the gradient.</summary>
    public delegate double Objective(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>Minimises from <paramref name="start"/> with at most <paramref name="iterations"/> steps and returns the best point.</summary>
    /// <param name="objective">What is minimised.</param>
    /// <param name="start">Where to start.</param>
    /// <param name="low">Lower bounds.</param>
    /// <param name="high">Upper bounds.</param>
    /// <param name="iterations">Most steps.</param>
    /// <param name="memory">What earlier minimisations of a like function learned of its curvature; more is added. Null starts without.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    public static double[] Minimise(
        Objective objective,
        ReadOnlySpan<double> start,
        double[] low,
        double[] high,
        int iterations,
        CurvatureMemory? memory = null,
        CancellationToken cancellationToken = default
    )
    {
        int n = start.Length;
        double[] x = start.ToArray();
        Project(x, low, high);
        var gradient = new double[n];
        double value = objective(x, gradient);
        memory ??= new CurvatureMemory();
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bool[] free = Free(x, gradient, low, high);
            double[] direction = memory.Direction(gradient, free);
            double slope = TensorPrimitives.Dot<double>(direction, gradient);
            if (!(slope < 0))
            {
                if (memory.IsEmpty)
                {
                    break;
                }

                memory.Clear();
                iteration--;
                continue;
            }

            double first = memory.IsEmpty
                ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(direction))
                : 1;
            if (Search(objective, x, value, direction, slope, first, low, high) is not { } found)
            {
                if (memory.IsEmpty)
                {
                    break;
                }

                memory.Clear();
                continue;
            }

            memory.Remember(x, found.Point, gradient, found.Gradient);
            double decrease = value - found.Value;
            (x, value, gradient) = (found.Point, found.Value, found.Gradient);
            if (decrease <= 1e-9 * Math.Max(1, Math.Abs(value)))
            {
                break;
            }
        }

        return x;
    }

    private static void Project(double[] x, double[] low, double[] high)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Math.Clamp(x[i], low[i], high[i]);
        }
    }

    private static bool[] Free(double[] x, double[] gradient, double[] low, double[] high)
    {
        var free = new bool[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            free[i] = !(
                (x[i] <= low[i] && gradient[i] > 0) || (x[i] >= high[i] && gradient[i] < 0)
            );
        }

        return free;
    }

    private static (double[] Point, double Value, double[] Gradient)? Search(
        Objective objective,
        double[] x,
        double value,
        double[] direction,
        double slope,
        double first,
        double[] low,
        double[] high
    )
    {
        double step = first;
        double shortest = 0;
        double longest = double.PositiveInfinity;
        (double[] Point, double Value, double[] Gradient)? best = null;
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            var point = new double[x.Length];
            TensorPrimitives.MultiplyAdd(direction, step, x, point);
            Project(point, low, high);
            var gradient = new double[x.Length];
            double found = objective(point, gradient);
            if (!(found <= value + SufficientDecrease * step * slope))
            {
                // Too long: the minimiser of the parabola through value, slope and the new value, kept well inside.
                longest = step;
                double parabola = -slope * step * step / (2 * (found - value - slope * step));
                double nearest = shortest + 0.1 * (step - shortest);
                double middle = 0.5 * (shortest + step);
                step = double.IsFinite(parabola) ? Math.Clamp(parabola, nearest, middle) : middle;
                if (best is not null && attempt >= EnoughTries)
                {
                    return best;
                }

                continue;
            }

            best = (point, found, gradient);
            double newSlope = TensorPrimitives.Dot<double>(direction, gradient);
            if (newSlope >= 0.9 * slope || double.IsFinite(longest))
            {
                return best;
            }

            shortest = step;
            step *= 2;
        }

        return best;
    }
}

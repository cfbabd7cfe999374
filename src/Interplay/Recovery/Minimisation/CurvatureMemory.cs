using System.Numerics.Tensors;

namespace Interplay.Recovery.Minimisation;

/// <summary>
/// The last steps of a minimisation with the changes of the gradient along them: what limited-memory BFGS knows of the curvature. It may be
/// handed on to the same function of more rows, whose curvature grows in proportion.
/// </summary>
internal sealed class CurvatureMemory
{
    private const int Most = 20;

    private readonly List<(double[] Step, double[] Change, double Rho)> _pairs = [];

    public bool IsEmpty => _pairs.Count == 0;

    public void Clear() => _pairs.Clear();

    /// <summary>The curvature of a function that is <paramref name="factor"/> times as steep.</summary>
    public void Scale(double factor)
    {
        for (int i = 0; i < _pairs.Count; i++)
        {
            (double[] step, double[] change, double rho) = _pairs[i];
            var scaled = new double[change.Length];
            TensorPrimitives.Multiply(change, factor, scaled);
            _pairs[i] = (step, scaled, rho / factor);
        }
    }

    /// <summary>Minus the inverse curvature times the gradient on the free variables (the two-loop recursion, Nocedal, 1980).</summary>
    public double[] Direction(double[] gradient, bool[] free)
    {
        var d = new double[gradient.Length];
        for (int i = 0; i < d.Length; i++)
        {
            d[i] = free[i] ? -gradient[i] : 0;
        }

        var alphas = new double[_pairs.Count];
        for (int k = _pairs.Count - 1; k >= 0; k--)
        {
            alphas[k] = _pairs[k].Rho * TensorPrimitives.Dot<double>(_pairs[k].Step, d);
            TensorPrimitives.MultiplyAdd(_pairs[k].Change, -alphas[k], d, d);
        }

        if (_pairs.Count > 0)
        {
            (double[] step, double[] change, _) = _pairs[^1];
            double scale =
                TensorPrimitives.Dot<double>(step, change)
                / TensorPrimitives.Dot<double>(change, change);
            TensorPrimitives.Multiply(d, scale, d);
        }

        for (int k = 0; k < _pairs.Count; k++)
        {
            double beta = _pairs[k].Rho * TensorPrimitives.Dot<double>(_pairs[k].Change, d);
            TensorPrimitives.MultiplyAdd(_pairs[k].Step, alphas[k] - beta, d, d);
        }

        for (int i = 0; i < d.Length; i++)
        {
            d[i] = free[i] ? d[i] : 0;
        }

        return d;
    }

    /// <summary>Takes in a step, unless the gradient hardly changed along it.</summary>
    public void Remember(double[] x, double[] nextX, double[] gradient, double[] nextGradient)
    {
        var step = new double[x.Length];
        var change = new double[x.Length];
        TensorPrimitives.Subtract(nextX, x, step);
        TensorPrimitives.Subtract(nextGradient, gradient, change);
        double curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature <= 1e-10 * TensorPrimitives.Dot<double>(change, change))
        {
            return;
        }

        if (_pairs.Count == Most)
        {
            _pairs.RemoveAt(0);
        }

        _pairs.Add((step, change, 1 / curvature));
    }
}

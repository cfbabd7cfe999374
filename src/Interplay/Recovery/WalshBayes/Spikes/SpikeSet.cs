using System.Numerics.Tensors;
using Interplay.Masks;
using Interplay.Recovery.LinearAlgebra;
using Interplay.Recovery.WalshBayes.Covariances;

namespace Interplay.Recovery.WalshBayes.Spikes;

/// <summary>
/// Terms with a prior variance of their own on top of the smooth prior (automatic relevance determination, Tipping and Faul, 2003). With X
/// their characters, V = (K + nz I)^-1 X and C = diag(1/variance) + X'V, Woodbury's identity gives a = a0 - V C^-1 X'a0.
/// </summary>
internal sealed class SpikeSet
{
    private readonly Covariance _covariance;
    private readonly double[] _smoothWeights;
    private readonly List<Spike> _spikes = [];
    private double[] _crossings = [];
    private Cholesky? _inner;

    public SpikeSet(Covariance covariance, double[] smoothWeights)
    {
        _covariance = covariance;
        _smoothWeights = smoothWeights;
        Weights = smoothWeights;
    }

    /// <summary>a with the spikes in the model.</summary>
    public double[] Weights { get; private set; }

    public int Count => _spikes.Count;

    /// <summary>Whether some of the spikes were found by looking at every set there is.</summary>
    public bool NeededScreens { get; set; }

    /// <summary>Whether there were spikes for which no solution was found.</summary>
    public bool WereGivenUp { get; private set; }

    public IEnumerable<PartSet> Sets => _spikes.Select(spike => spike.Parts);

    /// <summary>Prior variances of the spikes.</summary>
    public IReadOnlyList<(PartSet Parts, double Variance)> Variances =>
        [.. _spikes.Select(spike => (spike.Parts, spike.Variance))];

    /// <summary>The sets with the scores they had to reach.</summary>
    public IReadOnlyList<(PartSet Parts, double Threshold)> Thresholds =>
        [.. _spikes.Select(spike => (spike.Parts, spike.Threshold))];

    /// <summary>Posterior means, variance times X'a.</summary>
    /// <param name="weights">a under these spikes, also from other rows than they were found on: zero where a row is not used.</param>
    public IEnumerable<(PartSet Parts, double Mean)> MeansUnder(double[] weights) =>
        _spikes.Select(spike =>
            (spike.Parts, spike.Variance * TensorPrimitives.Dot<double>(spike.Character, weights))
        );

    public bool Contains(PartSet parts) => _spikes.Exists(spike => spike.Parts == parts);

    /// <summary>Adds terms at half the variance that maximises the evidence of each alone, then sweeps.</summary>
    public void Promote(IReadOnlyList<(PartSet Parts, double[] Character, double Threshold)> terms)
    {
        int rows = _smoothWeights.Length;
        using var solutions = new SingleMatrix(rows, terms.Count);
        for (int row = 0; row < rows; row++)
        {
            Span<float> target = solutions.Row(row);
            for (int term = 0; term < terms.Count; term++)
            {
                target[term] = (float)terms[term].Character[row];
            }
        }

        _covariance.Solve(solutions);
        var added = new List<Spike>();
        for (int term = 0; term < terms.Count; term++)
        {
            var solution = new double[rows];
            for (int row = 0; row < rows; row++)
            {
                solution[row] = solutions.Row(row)[term];
            }

            (PartSet parts, double[] character, double threshold) = terms[term];
            double s = TensorPrimitives.Dot<double>(character, solution);
            if (_inner is not null)
            {
                double[] cross =
                [
                    .. _spikes.Select(spike =>
                        TensorPrimitives.Dot<double>(spike.Solution, character)
                    ),
                ];
                s -= TensorPrimitives.Dot<double>(cross, _inner.Solve(cross));
            }

            double q = TensorPrimitives.Dot<double>(character, Weights);
            double variance = Math.Max((q * q - s) / (s * s), 1e-8);
            added.Add(
                new Spike(parts, character, solution, threshold) { Variance = variance * 0.5 }
            );
        }

        _spikes.AddRange(added);
        Crossings();
        Update();
    }

    /// <summary>
    /// One sweep of the variances towards (q^2 - s)/s^2, on the log scale half-way, where q and s leave the term itself out; terms with
    /// |q|/sqrt(s) below max(2, threshold - 1) are dropped.
    /// </summary>
    public void Sweep()
    {
        var kept = new List<int>();
        double[] q =
        [
            .. _spikes.Select(spike => TensorPrimitives.Dot<double>(spike.Character, Weights)),
        ];
        for (int i = 0; i < _spikes.Count; i++)
        {
            Spike spike = _spikes[i];
            double[] cross = _crossings.AsSpan(i * _spikes.Count, _spikes.Count).ToArray();
            double s = cross[i] - TensorPrimitives.Dot<double>(cross, _inner!.Solve(cross));
            double leave = Math.Max(1 - spike.Variance * s, 1e-6);
            double ss = s / leave;
            double qq = q[i] / leave;
            double best = (qq * qq - ss) / (ss * ss);
            bool strong = ss > 0 && Math.Abs(qq) / Math.Sqrt(ss) > Math.Max(2, spike.Threshold - 1);
            spike.Variance =
                best > 0 ? Math.Sqrt(Math.Max(best, 1e-12) * spike.Variance) : spike.Variance * 0.1;
            if (strong)
            {
                kept.Add(i);
            }
        }

        if (kept.Count < _spikes.Count)
        {
            List<Spike> survivors = [.. kept.Select(i => _spikes[i])];
            _spikes.Clear();
            _spikes.AddRange(survivors);
            Crossings();
        }

        Update();
    }

    /// <summary>
    /// Solves for the weights with the final spikes in one system where those of the search came from iterations, whose small errors add up over
    /// many terms. Without a solution the spikes are given up.
    /// </summary>
    public void Settle(ReadOnlySpan<float> y)
    {
        if (_spikes.Count == 0 || _covariance is not IterativeCovariance iterative)
        {
            return;
        }

        if (iterative.SolveWith(y, Variances) is { } weights)
        {
            Weights = weights;
            return;
        }

        WereGivenUp = true;
        _spikes.Clear();
        Update();
    }

    /// <summary>chi'A chi for each set, A the inverse of the covariance of the values with the spikes in the model.</summary>
    public double[] Quadratic(IReadOnlyList<PartSet> sets, MaskMatrix masks)
    {
        const int Batch = 128;
        var quadratic = new double[sets.Count];
        for (int start = 0; start < sets.Count; start += Batch)
        {
            int count = Math.Min(Batch, sets.Count - start);
            using var characters = new SingleMatrix(masks.RowCount, count);
            for (int row = 0; row < masks.RowCount; row++)
            {
                Span<float> target = characters.Row(row);
                for (int i = 0; i < count; i++)
                {
                    target[i] = sets[start + i].Character(masks.Row(row));
                }
            }

            double[][] crossings =
            [
                .. _spikes.Select(spike => Against(characters, spike.Solution)),
            ];
            double[] squares = _covariance.Quadratic(characters);
            for (int i = 0; i < count; i++)
            {
                double[] cross = [.. crossings.Select(sums => sums[i])];
                quadratic[start + i] =
                    squares[i]
                    - (
                        _inner is null
                            ? 0
                            : TensorPrimitives.Dot<double>(cross, _inner.Solve(cross))
                    );
            }
        }

        return quadratic;
    }

    private static double[] Against(SingleMatrix columns, double[] weights)
    {
        var sums = new double[columns.Columns];
        for (int row = 0; row < columns.Rows; row++)
        {
            ReadOnlySpan<float> values = columns.Row(row);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += weights[row] * values[i];
            }
        }

        return sums;
    }

    private void Crossings()
    {
        int count = _spikes.Count;
        _crossings = new double[count * count];
        Parallel.For(
            0,
            count,
            i =>
            {
                for (int j = 0; j < count; j++)
                {
                    _crossings[i * count + j] = TensorPrimitives.Dot<double>(
                        _spikes[i].Character,
                        _spikes[j].Solution
                    );
                }
            }
        );
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double mean = 0.5 * (_crossings[i * count + j] + _crossings[j * count + i]);
                _crossings[i * count + j] = mean;
                _crossings[j * count + i] = mean;
            }
        }
    }

    private void Update()
    {
        if (_spikes.Count == 0)
        {
            _inner = null;
            Weights = _smoothWeights;
            return;
        }

        int count = _spikes.Count;
        double[] inner = (double[])_crossings.Clone();
        for (int i = 0; i < count; i++)
        {
            inner[i * count + i] += 1 / _spikes[i].Variance;
        }

        _inner = null;
        for (double shift = 0; _inner is null; shift = Math.Max(10 * shift, 1e-6 * inner[0]))
        {
            _inner = Cholesky.Factor(inner, count, shift);
        }

        double[] pull = _inner.Solve(
            _spikes
                .Select(spike => TensorPrimitives.Dot<double>(spike.Character, _smoothWeights))
                .ToArray()
        );
        var weights = (double[])_smoothWeights.Clone();
        for (int i = 0; i < count; i++)
        {
            TensorPrimitives.MultiplyAdd(_spikes[i].Solution, -pull[i], weights, weights);
        }

        Weights = weights;
    }

    private sealed class Spike(
        PartSet parts,
        double[] character,
        double[] solution,
        double threshold
    )
    {
        public PartSet Parts { get; } = parts;

        public double[] Character { get; } = character;

        public double[] Solution { get; } = solution;

        public double Threshold { get; } = threshold;

        public double Variance { get; set; }
    }
}

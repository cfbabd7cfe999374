using Interplay.Masks;
using Interplay.Recovery.Regression;

namespace Interplay.Recovery.Spex;

/// <summary>
/// Finds the support of one output. Peeling generalised: in every round the bins of the residual are decoded, the sets whose correlation with the
/// residual over all rows is significant join the fit, all terms are fitted jointly on all rows and the insignificant ones leave. When a round finds
/// nothing the search becomes more thorough: more signs inverted, then screening. (SPEX, arXiv 2502.13870, section 4, decodes and peels bin by bin;
/// the joint fit makes it orthogonal matching pursuit with the decoder as its oracle.) Holds the state of one run.
/// </summary>
internal sealed class SpexSolver
{
    private const int MaxRounds = 500;

    /// <summary>What is left below this share of the values is rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>A set that left the fit this often stays out.</summary>
    private const int MaxReturns = 3;

    private readonly CodedDesign _design;
    private readonly List<SearchEffort> _ladder;
    private readonly Significance _significance;
    private readonly BinSpectra _spectra;
    private readonly BinSearch _bins;
    private readonly SetScreen _screen;
    private readonly JointFit _fit;
    private readonly Dictionary<PartSet, int> _departures = [];
    private readonly double _floor;

    public SpexSolver(CodedDesign design, BitColumns parts, double[] values, SpexOptions options)
    {
        _design = design;
        _ladder = SearchEffort.Ladder(options);
        _significance = new Significance(design.Code.MessageLength, design.MaxOrder);
        _spectra = new BinSpectra(design);
        _bins = new BinSearch(design);
        _screen = new SetScreen(design, _significance);
        _fit = new JointFit(parts, values);
        _floor = Rounding * Math.Max(_fit.Deviation, Math.Abs(_fit.Coefficients[0]));
    }

    /// <summary>Rounds of searching and fitting.</summary>
    public int Rounds { get; private set; }

    /// <summary>Runs to the end and returns the terms found without the constant.</summary>
    /// <param name="report">Receives the share of the standard deviation that is explained so far.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    public List<PartSet> Solve(Action<double> report, CancellationToken cancellationToken)
    {
        double whole = _fit.Deviation;
        int level = 0;
        while (_fit.Deviation > _floor && Rounds < MaxRounds && level < _ladder.Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Rounds++;
            _spectra.Load(_fit.Residual);
            int before = _fit.Sets.Count;
            foreach (PartSet set in Accept(Candidates(_ladder[level], cancellationToken)))
            {
                _fit.TryAdd(set);
            }

            if (_fit.Sets.Count == before)
            {
                level++;
                continue;
            }

            _fit.Solve();
            Prune();
            level = Math.Max(0, level - 1);
            report(1 - _fit.Deviation / whole);
        }

        return [.. _fit.Sets.Skip(1)];
    }

    private List<PartSet> Candidates(SearchEffort effort, CancellationToken cancellationToken)
    {
        if (effort.Inversions is int inversions)
        {
            // Many inversions are wasted on a residual whose bins look like white noise.
            bool worthwhile =
                inversions <= _ladder[0].Inversions
                || _bins.LargestExcess(_spectra, _fit.Deviation) > _bins.WhiteExcess;
            return worthwhile
                ? _bins.Decode(_spectra, _fit.Deviation, inversions, cancellationToken)
                : [];
        }

        double unit = _fit.Deviation / Math.Sqrt(_spectra.Cells);
        int order = _screen.AffordableOrder(effort.Screened);
        return
        [
            .. _screen.Screen(_spectra, unit, order, cancellationToken),
            .. _screen.Neighbours(_spectra, unit, _fit.Sets, cancellationToken),
        ];
    }

    /// <summary>The significant candidates, strongest first, at most one in each bin of the largest group a round.</summary>
    private List<PartSet> Accept(List<PartSet> candidates)
    {
        double unit = _fit.Deviation / Math.Sqrt(_fit.Residual.Length);
        var significant = new List<(double Strength, PartSet Set)>();
        foreach (PartSet set in candidates.Distinct())
        {
            double threshold = _significance.Threshold(set.Order);
            if (
                _fit.Contains(set)
                || _departures.GetValueOrDefault(set) >= MaxReturns
                || _spectra.Prominence(set.Parts) <= threshold
            )
            {
                continue;
            }

            double strength = Math.Abs(_fit.Correlation(set));
            if (strength > threshold * unit)
            {
                significant.Add((strength, set));
            }
        }

        significant.Sort(
            static (a, b) =>
                a.Strength == b.Strength ? a.Set.CompareTo(b.Set) : b.Strength.CompareTo(a.Strength)
        );
        return OnePerBin(significant);
    }

    private List<PartSet> OnePerBin(List<(double Strength, PartSet Set)> significant)
    {
        CodedGroup largest = _design.Groups[0];
        var taken = new bool[largest.BinCount];
        int room = _fit.Residual.Length / 2 - _fit.Sets.Count;
        var accepted = new List<PartSet>();
        foreach ((_, PartSet set) in significant)
        {
            ref bool full = ref taken[largest.BinOf(set.Parts)];
            if (!full && accepted.Count < room)
            {
                full = true;
                accepted.Add(set);
            }
        }

        return accepted;
    }

    /// <summary>Drops terms that the joint fit has made insignificant.</summary>
    private void Prune()
    {
        double unit = Math.Max(_fit.Deviation, _floor) / Math.Sqrt(_fit.Residual.Length);
        var drop = new bool[_fit.Sets.Count];
        for (int term = 1; term < drop.Length; term++)
        {
            PartSet set = _fit.Sets[term];
            if (Math.Abs(_fit.Coefficients[term]) < unit * _significance.Threshold(set.Order))
            {
                drop[term] = true;
                _departures[set] = _departures.GetValueOrDefault(set) + 1;
            }
        }

        if (drop.Contains(true))
        {
            _fit.RemoveAll(term => drop[term]);
            _fit.Solve();
        }
    }
}

using Interplay.Masks;

namespace Interplay.Recovery.Spex;

/// <summary>
/// Finds the support of one output. Peeling generalised: in every round all bins of the residual are decoded, the sets whose correlation with the
/// residual over all rows is significant join the fit, all terms are fitted jointly on all rows and the insignificant ones leave. When a round finds
/// nothing the search becomes more thorough: more signs inverted, then screening. (SPEX, arXiv 2502.13870, section 4, decodes and peels bin by bin;
/// the joint fit makes it orthogonal matching pursuit with the decoder as its oracle.)
/// </summary>
internal sealed class SpexSolver(
    CodedDesign design,
    BitColumns parts,
    SpexOptions options,
    CancellationToken cancellationToken
)
{
    private const int MaxRounds = 300;

    /// <summary>What is left below this share of the values is rounding.</summary>
    private const double Rounding = 1e-12;

    /// <summary>A set that left the fit this often stays out.</summary>
    private const int MaxReturns = 3;

    private readonly Significance _significance = new(design.Code.MessageLength, design.MaxOrder);
    private readonly BinSpectra _spectra = new(design);
    private readonly BinSearch _bins = new(design);
    private readonly Dictionary<PartSet, int> _left = [];

    /// <summary>Rounds of decoding and fitting.</summary>
    public int Rounds { get; private set; }

    /// <summary>Runs to the end and returns the terms found without the constant.</summary>
    public List<PartSet> Solve(double[] values, Action<double> report)
    {
        var fit = new JointFit(parts, values);
        double whole = fit.Deviation;
        double floor = Rounding * Math.Max(whole, Math.Abs(fit.Coefficients[0]));
        int[] thoroughness = Thoroughness();
        int level = 0;
        while (fit.Deviation > floor && Rounds < MaxRounds && level < thoroughness.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Rounds++;
            _spectra.Load(fit.Residual);
            List<PartSet> accepted = Accept(fit, Candidates(fit, thoroughness[level], level));
            int before = fit.Sets.Count;
            foreach (PartSet set in accepted)
            {
                fit.TryAdd(set);
            }

            if (fit.Sets.Count == before)
            {
                level++;
                continue;
            }

            fit.Solve();
            Prune(fit, floor);
            level = Math.Max(0, level - 1);
            report(1 - fit.Deviation / whole);
        }

        return [.. fit.Sets.Skip(1)];
    }

    /// <summary>Signs inverted at each level.</summary>
    private int[] Thoroughness()
    {
        if (options.Decoding == SpexDecoding.Hard)
        {
            return [0, 0, 0, 0, 0];
        }

        int most = options.MaxInversions;
        return [Math.Min(2, most), Math.Min(6, most), most, most, most];
    }

    private List<PartSet> Candidates(JointFit fit, int inversions, int level)
    {
        // Empty bins are not worth many inversions; full ones stand above the noise of the whole residual.
        var candidates = new List<PartSet>();
        if (level < 3 && (level == 0 || _bins.LargestExcess(_spectra, fit.Deviation) > 3))
        {
            candidates.AddRange(
                _bins.Decode(_spectra, fit.Deviation, -0.5, inversions, cancellationToken)
            );
        }

        if (level >= 3 && options.MaxScreened > 0)
        {
            var screen = new SetScreen(design, _significance);
            double unit = fit.Deviation / Math.Sqrt(_spectra.Cells);
            int order = screen.AffordableOrder(
                level < 4 ? Math.Min(options.MaxScreened, 50_000) : options.MaxScreened
            );
            if (order > 0)
            {
                candidates.AddRange(screen.Screen(_spectra, unit, order, cancellationToken));
            }

            candidates.AddRange(screen.Neighbours(_spectra, unit, fit.Sets, cancellationToken));
        }

        return candidates;
    }

    /// <summary>The significant candidates, strongest first, at most one in each bin of the largest group a round.</summary>
    private List<PartSet> Accept(JointFit fit, List<PartSet> candidates)
    {
        double unit = fit.Deviation / Math.Sqrt(fit.Residual.Length);
        var significant = new List<(double Strength, PartSet Set)>();
        foreach (PartSet set in candidates.Distinct())
        {
            double threshold = unit * _significance.Threshold(set.Order);
            if (
                !fit.Contains(set)
                && _left.GetValueOrDefault(set) < MaxReturns
                && _spectra.Prominence(set.Parts) > _significance.Threshold(set.Order)
            )
            {
                double strength = Math.Abs(fit.Correlation(set));
                if (strength > threshold)
                {
                    significant.Add((strength, set));
                }
            }
        }

        significant.Sort(
            static (a, b) =>
                b.Strength != a.Strength ? b.Strength.CompareTo(a.Strength) : a.Set.CompareTo(b.Set)
        );
        CodedGroup largest = design.Groups[0];
        var taken = new bool[largest.BinCount];
        var accepted = new List<PartSet>();
        int room = fit.Residual.Length / 2 - fit.Sets.Count;
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
    private void Prune(JointFit fit, double floor)
    {
        double unit = Math.Max(fit.Deviation, floor) / Math.Sqrt(fit.Residual.Length);
        double[] coefficients = fit.Coefficients;
        bool Insignificant(int term) =>
            Math.Abs(coefficients[term]) < unit * _significance.Threshold(fit.Sets[term].Order);
        bool any = false;
        for (int term = 1; term < coefficients.Length; term++)
        {
            if (Insignificant(term))
            {
                any = true;
                PartSet set = fit.Sets[term];
                _left[set] = _left.GetValueOrDefault(set) + 1;
            }
        }

        if (any)
        {
            bool[] drop = [.. Enumerable.Range(0, coefficients.Length).Select(Insignificant)];
            fit.RemoveAll(term => drop[term]);
            fit.Solve();
        }
    }
}

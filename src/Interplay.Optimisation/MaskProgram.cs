using System.Globalization;
using Google.OrTools.Sat;
using Interplay.Interactions;
using Interplay.Interactions.Indices;
using Interplay.Masks;

namespace Interplay.Optimisation;

/// <summary>
/// A spectrum as an integer program. Terms of low order go in as products of their parts (their Moebius form, whose linear relaxation is tight
/// and whose products are shared between terms), the others as one parity each, because 2^order products would be too many.
/// </summary>
internal sealed class MaskProgram
{
    private const int HighestProduct = 3;

    /// <summary>The scaled coefficients add up to at most this, far from the 2^63 at which CP-SAT refuses a sum.</summary>
    private const double LargestTotal = 1L << 50;

    private readonly BoolVar[] _kept;

    public MaskProgram(Spectrum spectrum, MaskGoal goal)
    {
        _kept =
        [
            .. Enumerable
                .Range(0, spectrum.PartCount)
                .Select(part => Model.NewBoolVar($"kept{part}")),
        ];
        Constrain(goal, spectrum.PartCount);
        Interaction[] products =
        [
            .. InteractionValues
                .Compute(spectrum.OfOrder(0, HighestProduct), InteractionIndex.Moebius)
                .Interactions.Where(static product => product.Strength != 0),
        ];
        Spectrum parities = spectrum.OfOrder(HighestProduct + 1, int.MaxValue);
        double total =
            products.Where(static p => p.Parts.Order > 0).Sum(static p => Math.Abs(p.Strength))
            + 2 * parities.Terms.Sum(static term => Math.Abs(term.Coefficient));
        Scale = total > 0 ? LargestTotal / total : 1;
        if (!double.IsFinite(Scale) || Scale == 0)
        {
            throw new InterplayException(
                ErrorKind.Request,
                "optimisation-out-of-range",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The coefficients of the spectrum add up to {total}; expected 0, or between 1e-290 and 1e300. Measure the output in another unit."
                )
            );
        }

        Offset = parities.Terms.Sum(static term => term.Coefficient);
        var objective = new List<(BoolVar Variable, long Weight)>();
        foreach (Interaction product in products)
        {
            if (product.Parts.Order == 0)
            {
                Offset += product.Strength;
            }
            else if (Rounded(product.Strength) is not 0 and long weight)
            {
                objective.Add((Product(product.Parts), weight));
            }
        }

        // F(S) (-1)^p = F(S) - 2 F(S) p, where p is the parity of the kept parts of S.
        foreach (SpectrumTerm term in parities.Terms)
        {
            if (Rounded(-2 * term.Coefficient) is not 0 and long weight)
            {
                objective.Add((Parity(term.Parts), weight));
            }
        }

        // What rounds to nothing needs no variable, but its error counts.
        RoundingError = 0.5 * (products.Length + parities.Terms.Count) / Scale;
        LinearExpr sum = LinearExpr.WeightedSum(
            objective.Select(static item => item.Variable),
            objective.Select(static item => item.Weight)
        );
        if (goal.Maximise)
        {
            Model.Maximize(sum);
        }
        else
        {
            Model.Minimize(sum);
        }
    }

    public CpModel Model { get; } = new();

    /// <summary>Integers a unit of the output.</summary>
    public double Scale { get; }

    /// <summary>What the objective leaves out, in the unit of the output.</summary>
    public double Offset { get; }

    /// <summary>Half an integer a term, in the unit of the output.</summary>
    public double RoundingError { get; }

    public int[] Kept(CpSolver solver) =>
        [.. Enumerable.Range(0, _kept.Length).Where(part => solver.BooleanValue(_kept[part]))];

    /// <summary>Where the search begins: a mask that is allowed is improved instead of looked for.</summary>
    public void BeginAt(Mask start)
    {
        for (int part = 0; part < _kept.Length; part++)
        {
            Model.AddHint(_kept[part], start[part]);
        }
    }

    private long Rounded(double weight) => (long)Math.Round(weight * Scale);

    private void Constrain(MaskGoal goal, int partCount)
    {
        Model.AddLinearConstraint(
            LinearExpr.Sum(_kept),
            goal.LeastKept,
            goal.MostKept ?? partCount
        );
        foreach (int part in goal.ForcedKept)
        {
            Model.Add(_kept[part] == 1);
        }

        foreach (int part in goal.ForcedRemoved)
        {
            Model.Add(_kept[part] == 0);
        }
    }

    private BoolVar Product(PartSet set)
    {
        BoolVar[] parts = [.. set.Parts.ToArray().Select(part => _kept[part])];
        if (parts.Length == 1)
        {
            return parts[0];
        }

        BoolVar all = Model.NewBoolVar($"all{set}");
        foreach (BoolVar part in parts)
        {
            Model.AddImplication(all, part);
        }

        Model.AddBoolOr([all, .. parts.Select(static part => part.Not())]);
        return all;
    }

    private BoolVar Parity(PartSet set)
    {
        BoolVar odd = Model.NewBoolVar($"odd{set}");
        // An exclusive or holds when an odd number of its literals do.
        Model.AddBoolXor([odd.Not(), .. set.Parts.ToArray().Select(part => _kept[part])]);
        return odd;
    }
}

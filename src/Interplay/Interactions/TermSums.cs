using Interplay.Masks;

namespace Interplay.Interactions;

/// <summary>Sums of weighted terms set by set, with the variance of each sum for independent errors. The sums do not depend on the hash order.</summary>
internal sealed class TermSums
{
    private readonly Dictionary<PartSet, int> _places;
    private readonly Dictionary<PartSet, int>.AlternateLookup<ReadOnlySpan<int>> _lookup;
    private readonly List<TermSum> _sums = [];

    public TermSums()
    {
        _places = new Dictionary<PartSet, int>(PartSetComparer.Instance);
        _lookup = _places.GetAlternateLookup<ReadOnlySpan<int>>();
    }

    /// <summary>Adds weight * term to the sum of <paramref name="parts"/> (ascending).</summary>
    public void Add(ReadOnlySpan<int> parts, double weight, SpectrumTerm term)
    {
        ref int place =
            ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(
                _lookup,
                parts,
                out bool exists
            );
        if (!exists)
        {
            place = _sums.Count;
            _sums.Add(default);
        }

        ref TermSum sum = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_sums)[
            place
        ];
        sum.Value += weight * term.Coefficient;
        double error = weight * term.StandardError ?? double.NaN;
        sum.Variance += error * error;
    }

    /// <summary>The sums, sorted by order, then by parts.</summary>
    public SpectrumTerm[] ToTerms()
    {
        var terms = new SpectrumTerm[_sums.Count];
        foreach ((PartSet parts, int place) in _places)
        {
            TermSum sum = _sums[place];
            terms[place] = new SpectrumTerm(
                parts,
                sum.Value,
                double.IsNaN(sum.Variance) ? null : Math.Sqrt(sum.Variance)
            );
        }

        Array.Sort(terms, static (a, b) => a.Parts.CompareTo(b.Parts));
        return terms;
    }

    /// <summary>A sum and the variance of its error; NaN once an error in it is unknown.</summary>
    private struct TermSum
    {
        public double Value;
        public double Variance;
    }
}

using Interplay.Interactions;

namespace Interplay.Training.Findings;

/// <summary>What an explanation says of training data: harmful parts, and groups that are redundant, synergistic or in conflict.</summary>
public sealed class DataFindings
{
    /// <summary>Own effects below this share of the joint one are none worth naming.</summary>
    private const double Negligible = 0.05;

    private readonly Spectrum _spectrum;
    private readonly double _sign;

    /// <summary>Reads a spectrum over training parts.</summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="isLoss">Whether larger values are worse, as of a loss.</param>
    public DataFindings(Spectrum spectrum, bool isLoss)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        _spectrum = spectrum;
        _sign = isLoss ? -1 : 1;
    }

    /// <summary>What keeping a part does to the output on average over the others: -2 F({part}), the Banzhaf value.</summary>
    public double Effect(int part) => _spectrum.Effect(part);

    /// <summary>The parts that make the output worse, worst first: mislabelled rows, for instance.</summary>
    public IReadOnlyList<int> Harmful(int count) =>
        [
            .. Enumerable
                .Range(0, _spectrum.PartCount)
                .Where(part => _sign * Effect(part) < 0)
                .OrderBy(part => _sign * Effect(part))
                .Take(count),
        ];

    /// <summary>The groups that act together, strongest first.</summary>
    /// <param name="count">Most groups.</param>
    /// <param name="relation">Only those of this relation; null takes all.</param>
    public IReadOnlyList<DataGroup> Groups(int count, GroupRelation? relation = null) =>
        [
            .. _spectrum
                .Terms.Where(static term => term.Parts.Order >= 2 && term.Coefficient != 0)
                .Select(term => Describe(term))
                .Where(group => relation is null || group.Relation == relation)
                .OrderByDescending(static group => Math.Abs(group.Strength))
                .ThenBy(static group => group.Parts)
                .Take(count),
        ];

    private DataGroup Describe(SpectrumTerm term)
    {
        double joint = Math.Pow(-2, term.Parts.Order) * term.Coefficient;
        double least = Negligible * Math.Abs(joint);
        int up = 0;
        int down = 0;
        foreach (int part in term.Parts.Parts)
        {
            double effect = Effect(part);
            up += effect > least ? 1 : 0;
            down += effect < -least ? 1 : 0;
        }

        GroupRelation relation =
            up > 0 && down > 0 ? GroupRelation.Conflicting
            : up + down == 0 || up > 0 == joint > 0 ? GroupRelation.Synergistic
            : GroupRelation.Redundant;
        return new DataGroup(term.Parts, relation, joint);
    }
}

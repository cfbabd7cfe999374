using System.Globalization;
using Interplay.Masks;

namespace Interplay.Interactions.Indices;

/// <summary>Interaction strengths under one index up to one order. Immutable; sorted by order, then by parts.</summary>
public sealed class InteractionValues
{
    /// <summary>At most this many subsets are listed for one index.</summary>
    public const int MaxExpansion = 1 << 24;

    private readonly Interaction[] _interactions;
    private readonly Lazy<Dictionary<PartSet, int>> _places;

    /// <summary>Creates a list of strengths, for instance one that another program computed.</summary>
    /// <param name="partCount">Number of parts of the function.</param>
    /// <param name="index">The rule behind the strengths.</param>
    /// <param name="order">The highest order asked for, at least 1.</param>
    /// <param name="baseline">The value without any part, as the index sees it.</param>
    /// <param name="interactions">The strengths; each set at most once, all finite.</param>
    /// <exception cref="ArgumentException">A set twice, a part out of range, or a number that is not finite.</exception>
    public InteractionValues(
        int partCount,
        InteractionIndex index,
        int order,
        double baseline,
        IEnumerable<Interaction> interactions
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        ArgumentNullException.ThrowIfNull(interactions);
        PartCount = partCount;
        Index = index;
        Order = order;
        Baseline = baseline;
        _interactions = [.. interactions.Select(one => one.Among(partCount))];
        Array.Sort(_interactions, static (a, b) => a.Parts.CompareTo(b.Parts));
        for (int i = 0; i < _interactions.Length; i++)
        {
            Check(_interactions[i], partCount);
            if (i > 0 && _interactions[i].Parts == _interactions[i - 1].Parts)
            {
                throw new ArgumentException(
                    $"Interaction {_interactions[i].Parts} is given twice.",
                    nameof(interactions)
                );
            }
        }

        _places = new Lazy<Dictionary<PartSet, int>>(() =>
        {
            var places = new Dictionary<PartSet, int>(_interactions.Length);
            for (int i = 0; i < _interactions.Length; i++)
            {
                places.Add(_interactions[i].Parts, i);
            }

            return places;
        });
    }

    /// <summary>Number of parts of the function.</summary>
    public int PartCount { get; }

    /// <summary>The rule behind the strengths.</summary>
    public InteractionIndex Index { get; }

    /// <summary>The highest order asked for.</summary>
    public int Order { get; }

    /// <summary>
    /// The value without any part: f(empty) under the spectrum; for FBII, which fits another constant, the strength of the empty set.
    /// </summary>
    public double Baseline { get; }

    /// <summary>The strengths, the empty set included where the index gives it one; sorted by order, then by parts.</summary>
    public IReadOnlyList<Interaction> Interactions => _interactions;

    /// <summary>The strength of a set; 0 when it is absent.</summary>
    public double this[PartSet parts] =>
        TryGet(parts, out Interaction interaction) ? interaction.Strength : 0;

    /// <summary>
    /// Computes an index from a spectrum by its closed form: strength(S) = sum over T >= S of w(|S|, |T|) F(T). O(terms x C(k, L)) for terms of
    /// order k; no set larger than L is ever listed. Standard errors assume independent errors of the coefficients, se^2 = sum of w^2 se(T)^2,
    /// and are null where any of them is unknown.
    /// </summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="index">The rule.</param>
    /// <param name="order">Highest order L; null means 1 for SV and BV, the highest order of the spectrum for Fourier, BII, Moebius and Co-Moebius, and 2 for all others.</param>
    /// <exception cref="InterplayException">An order below 1, or above 1 for SV and BV (<c>order-out-of-range</c>).</exception>
    /// <exception cref="ExpansionTooLargeException">More than <see cref="MaxExpansion"/> subsets.</exception>
    public static InteractionValues Compute(
        Spectrum spectrum,
        InteractionIndex index,
        int? order = null
    )
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        int highest = IndexWeights.OrderOf(index, order, spectrum.MaxOrder);
        var weights = new IndexWeights(index, highest);
        SubsetExpansion.Check(
            spectrum.Terms.Select(static term => term.Parts.Order),
            (size, setSize) => weights[size, setSize] != 0,
            highest
        );
        var sums = new TermSums();
        double empty = 0;
        foreach (SpectrumTerm term in spectrum.Terms)
        {
            empty += term.Coefficient;
            int setSize = term.Parts.Order;
            for (int size = 0; size <= Math.Min(highest, setSize); size++)
            {
                double weight = weights[size, setSize];
                if (weight != 0)
                {
                    SubsetExpansion.ForEach(
                        term.Parts,
                        size,
                        subset => sums.Add(subset, weight, term)
                    );
                }
            }
        }

        Interaction[] interactions =
        [
            .. sums.ToTerms()
                .Select(sum => new Interaction(sum.Parts, sum.Coefficient, sum.StandardError)),
        ];
        double baseline =
            index != InteractionIndex.FBII ? empty
            : interactions.Length > 0 && interactions[0].Parts.Order == 0 ? interactions[0].Strength
            : 0;
        return new InteractionValues(spectrum.PartCount, index, highest, baseline, interactions);
    }

    /// <summary>
    /// An index where masks keep parts with a given probability: BII and BV are the effects of <see cref="CentredTerms"/>, FBII is the closest function of
    /// its order over such masks (Marichal and Mathonet, 2011). Indices that do not average over the masks asked (Fourier, Moebius, ...) are those of the
    /// spectrum.
    /// </summary>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="index">The rule.</param>
    /// <param name="order">As for <see cref="Compute"/>.</param>
    /// <param name="keptShare">Probability that a mask keeps a part, above 0 and below 1.</param>
    /// <exception cref="InterplayException"><c>order-out-of-range</c> or <c>expansion-too-large</c>.</exception>
    internal static InteractionValues ComputeAt(
        Spectrum spectrum,
        InteractionIndex index,
        int? order,
        double keptShare
    ) =>
        Compute(
            keptShare == 0.5
                ? spectrum
                : index switch
                {
                    InteractionIndex.BII or InteractionIndex.BV => CentredTerms.Of(
                        spectrum,
                        keptShare
                    ),
                    InteractionIndex.FBII => Closest(
                        spectrum,
                        IndexWeights.OrderOf(index, order, spectrum.MaxOrder),
                        keptShare
                    ),
                    _ => spectrum,
                },
            index,
            order
        );

    /// <summary>Refuses an order that an index does not have, before anything is spent on it.</summary>
    /// <param name="index">The rule.</param>
    /// <param name="order">Highest order; null is always good.</param>
    /// <exception cref="InterplayException"><c>order-out-of-range</c>: below 1, or above 1 for SV and BV.</exception>
    public static void CheckOrder(InteractionIndex index, int? order) =>
        IndexWeights.OrderOf(index, order, 1);

    /// <summary>Looks an interaction up.</summary>
    public bool TryGet(PartSet parts, out Interaction interaction)
    {
        bool found = _places.Value.TryGetValue(parts, out int place);
        interaction = found ? _interactions[place] : default;
        return found;
    }

    /// <summary>
    /// The strongest interactions without the empty set, strongest first; equal ones in the order of their parts. Strengths of sets of different
    /// size compare where an index shares effects out; BII grows with 2^|S| by definition, so there |strength| / 2^|S| = |F(S)| ranks, whose square
    /// is the share of the variance.
    /// </summary>
    /// <param name="count">At most this many.</param>
    /// <param name="leastOrder">The smallest sets to list: 1 lists single parts as well, 2 only parts that act together.</param>
    public IReadOnlyList<Interaction> Top(int count, int leastOrder = 1) =>
        [
            .. _interactions
                .Where(interaction => interaction.Parts.Order >= Math.Max(1, leastOrder))
                .OrderByDescending(interaction =>
                    Math.Abs(
                        Index == InteractionIndex.BII
                            ? Math.ScaleB(interaction.Strength, -interaction.Parts.Order)
                            : interaction.Strength
                    )
                )
                .Take(count),
        ];

    /// <summary>Higher terms of the centred basis, which is orthogonal, left out; its mean at 1 - p is minus that at p, which leads back to the spectrum.</summary>
    private static Spectrum Closest(Spectrum spectrum, int order, double keptShare) =>
        CentredTerms.Of(
            CentredTerms.Of(spectrum, keptShare).Where(term => term.Parts.Order <= order),
            1 - keptShare
        );

    private static void Check(Interaction interaction, int partCount)
    {
        ReadOnlySpan<int> parts = interaction.Parts.Parts;
        if (parts.Length > 0 && parts[^1] >= partCount)
        {
            throw new ArgumentException(
                $"Interaction {interaction.Parts} is not over {partCount} parts."
            );
        }

        if (
            !double.IsFinite(interaction.Strength)
            || interaction.StandardError is double.NaN or < 0 or double.PositiveInfinity
        )
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The strength of {interaction.Parts} is {interaction.Strength} with standard error {interaction.StandardError}; both must be finite, the error not negative."
                )
            );
        }
    }
}

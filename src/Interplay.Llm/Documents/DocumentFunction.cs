using Interplay.Interactions;
using Interplay.Masks;

namespace Interplay.Llm.Documents;

/// <summary>The recovered function of kept documents, and how large things must be on its scale to be worth a word.</summary>
internal sealed class DocumentFunction
{
    /// <summary>Effects below this share of the scale change nothing to speak of.</summary>
    private const double Negligible = 0.1;

    /// <summary>Two documents whose mixed difference is below this share of the scale act on their own.</summary>
    private const double NegligibleLink = 0.2;

    /// <summary>Effects and links must be so many of their standard errors.</summary>
    private const double Significant = 2;

    private readonly Spectrum _spectrum;
    private readonly Mask _full;

    public DocumentFunction(Spectrum spectrum)
    {
        _spectrum = spectrum;
        Count = spectrum.PartCount;
        _full = Mask.Full(Count);
        Range = Evaluate(_full) - Evaluate(Mask.Empty(Count));
        Scale = Math.Max(Math.Abs(Range), 2 * Math.Sqrt(spectrum.Variance));
    }

    public int Count { get; }

    /// <summary>f(all) - f(none).</summary>
    public double Range { get; }

    /// <summary>
    /// |f(all) - f(none)|, or twice the deviation over uniform masks where that is more: a parity ends where it began, and all the same
    /// moves by its whole range on the way.
    /// </summary>
    public double Scale { get; }

    /// <summary>What is worth a word.</summary>
    public double Threshold => Negligible * Scale;

    public double Evaluate(Mask kept) => _spectrum.Evaluate(kept.Words);

    /// <summary>The value with some documents removed and all others kept.</summary>
    public double Without(ReadOnlySpan<int> removed)
    {
        ulong[] words = _full.Words.ToArray();
        foreach (int part in removed)
        {
            words[part >> 6] &= ~(1UL << (part & 63));
        }

        return Evaluate(Mask.FromWords(words, Count));
    }

    /// <summary>f(all) - f(all but these): twice the sum of the terms that meet the removed documents an odd number of times, with its standard error.</summary>
    public (double Loss, double? Error) Loss(PartSet removed)
    {
        double loss = 0;
        double? square = 0;
        foreach (SpectrumTerm term in _spectrum.Terms)
        {
            int met = 0;
            foreach (int part in term.Parts.Parts)
            {
                met += removed.Contains(part) ? 1 : 0;
            }

            if ((met & 1) == 1)
            {
                double sign = (term.Parts.Order & 1) == 0 ? 1 : -1;
                loss += 2 * sign * term.Coefficient;
                square += 4 * term.StandardError * term.StandardError;
            }
        }

        return (loss, square is { } s ? Math.Sqrt(s) : null);
    }

    /// <summary>
    /// How large the difference is that a document makes, or the mixed difference of several: the largest of its root mean square over uniform masks, of its
    /// value with all documents and of that with none. With D the set of k documents these are 2^k times the root of the sum of F(S)^2 over S >= D, and 2^k times the
    /// sum of F(S), with signs (-1)^|S| for all and without for none. So it sees an effect wherever it is.
    /// </summary>
    public (bool IsLarge, bool IsSure) Difference(PartSet documents)
    {
        double square = 0;
        double withAll = 0;
        double withNone = 0;
        double error = 0;
        bool isKnown = true;
        foreach (SpectrumTerm term in _spectrum.Terms)
        {
            if (documents.IsSubsetOf(term.Parts))
            {
                square += term.Coefficient * term.Coefficient;
                withAll += (term.Parts.Order & 1) == 0 ? term.Coefficient : -term.Coefficient;
                withNone += term.Coefficient;
                isKnown &= term.StandardError is not null;
                error += (term.StandardError ?? 0) * (term.StandardError ?? 0);
            }
        }

        double size = Math.Max(Math.Sqrt(square), Math.Max(Math.Abs(withAll), Math.Abs(withNone)));
        double share = documents.Order == 1 ? Negligible : NegligibleLink;
        return (
            Scale > 0 && Math.ScaleB(size, documents.Order) >= share * Scale,
            !isKnown || size > Significant * Math.Sqrt(error)
        );
    }

    /// <summary>Documents that act on one another, in groups that do not: the components of the graph of large and sure mixed differences.</summary>
    public List<int[]> Groups()
    {
        int[] leader = [.. Enumerable.Range(0, Count)];
        for (int i = 0; i < Count; i++)
        {
            for (int j = i + 1; j < Count; j++)
            {
                (bool isLarge, bool isSure) = Difference(PartSet.Of(i, j));
                if (isLarge && isSure && leader[i] != leader[j])
                {
                    (int low, int high) = (
                        Math.Min(leader[i], leader[j]),
                        Math.Max(leader[i], leader[j])
                    );
                    for (int k = 0; k < Count; k++)
                    {
                        leader[k] = leader[k] == high ? low : leader[k];
                    }
                }
            }
        }

        return
        [
            .. Enumerable
                .Range(0, Count)
                .GroupBy(part => leader[part])
                .Select(static group => group.ToArray()),
        ];
    }
}
